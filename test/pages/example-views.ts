/** Pages as the domain would ask for them: Maya's session on Wednesday 20 January 2027, 10:00 in Denver. */

import { aSession } from '../../scripts/mail-preview/example-views.ts';
import type { Deadline } from '../../shared/domain/message-view.ts';
import type { MonitorPage, PageSession, PatientPage } from '../../shared/domain/page-view.ts';
import { guidelineMedicine } from '../../shared/domain/protocol.ts';
import type { Instant } from '../../shared/domain/state.ts';
import { plusHours } from '../../shared/domain/time.ts';
import type { Page, Problem } from '../../shared/pages/page.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';

export const base = '/p/lnk_aaaaaaaaaaaaaaaaaaaa';
/** Two hours before the windows of a day before open. */
export const dayBefore: Instant = '2027-01-19T15:00:00.000Z';
/** 6:50 in the morning of the day: ten minutes before the last food. */
export const morning: Instant = '2027-01-20T13:50:00.000Z';

/** The guidelines of the protocol as deadlines of somebody who takes nothing. */
export function deadlinesFor(start: Instant, now: Instant): Deadline[] {
  return ketamineHome.guidelines.map(({ subject, rule, from, until }) => {
    const opens = rule === 'avoid' && 'hoursBefore' in from ? plusHours(start, -from.hoursBefore) : null;
    return {
      subject,
      rule,
      opens,
      open: opens !== null && opens <= now,
      takes: false,
      medicine: ketamineHome.medicines.some(({ code }) => code === guidelineMedicine(subject)),
      until: until.anchor === 'night-of-sleep' ? 'night-of-sleep' : 'end',
      untilHours: null,
      words: null,
    };
  });
}

export function aPageSession(changes: Partial<PageSession> = {}, now: Instant = dayBefore): PageSession {
  const session = aSession(changes.kind ?? 'dosing', { doseNumber: 2, ...changes });
  return {
    ...session,
    deadlines: session.kind === 'dosing' ? deadlinesFor(session.start.instant, now) : [],
    late: false,
    blocked: false,
    onHold: false,
    confirmed: session.kind === 'dosing' ? false : null,
    check: null,
    ...changes,
  };
}

export function aCheck(changes: Partial<NonNullable<PageSession['check']>> = {}): NonNullable<PageSession['check']> {
  return {
    contraindications: ketamineHome.screening.contraindications,
    taken: ['benzodiazepine', 'stimulant', 'alcohol'],
    answeredAt: null,
    takes: [],
    ...changes,
  };
}

export function aPatientPage(changes: Partial<PatientPage> = {}): PatientPage {
  const now = changes.now ?? dayBefore;
  return {
    locale: 'en-US',
    now,
    clinic: { name: 'Juniper Clinic', phone: '+1 303 555 0110', timeZone: 'America/Denver' },
    reader: { timeZone: 'America/Denver', country: 'US' },
    name: 'Maya Ortiz',
    clinicianName: 'Dr. Ana Reyes',
    careTeam: [
      { name: 'Sam Lee', roles: ['therapist'], lead: true },
      { name: 'Dr. Ana Reyes', roles: ['clinician'], lead: false },
    ],
    confirmAddress: null,
    after: null,
    sessions: [aPageSession({}, now)],
    checkIns: [],
    measures: [],
    actions: [],
    reflections: { intention: null, earlierIntentions: [], coreWounds: [], insights: [] },
    safety: [],
    ...changes,
  };
}

export function aMonitorPage(changes: Partial<MonitorPage> = {}): MonitorPage {
  const { locale, now, clinic, reader } = aPatientPage();
  return {
    locale,
    now,
    clinic,
    reader,
    session: aSession('dosing', { doseNumber: 2 }),
    state: 'ahead',
    answer: { attends: null },
    blocked: false,
    ...changes,
  };
}

type More = { form?: string; done?: Extract<Page, { kind: 'patient' }>['done']; problem?: Problem | null };

export function patient(view: Partial<PatientPage> = {}, more: More = {}): Page {
  return { kind: 'patient', view: aPatientPage(view), form: null, done: null, problem: null, ...more };
}

export function monitor(view: Partial<MonitorPage> = {}, more: Omit<More, 'form'> = {}): Page {
  return { kind: 'monitor', view: aMonitorPage(view), done: null, problem: null, ...more };
}

export function proof(changes: Partial<Extract<Page, { kind: 'prove' }>> = {}): Page {
  return {
    kind: 'prove',
    locale: 'en-US',
    country: 'US',
    locked: false,
    failed: null,
    codeSent: false,
    kept: null,
    ...changes,
  };
}
