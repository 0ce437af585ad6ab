/** Pages as the domain would ask for them: Maya's session on Wednesday 20 January 2027, 10:00 in Denver. */

import type { Deadline, SessionView } from '../../shared/domain/message-view.ts';
import type { MonitorPage, PageSession, PatientPage } from '../../shared/domain/page-view.ts';
import type { SessionKind } from '../../shared/domain/protocol.ts';
import type { Instant } from '../../shared/domain/state.ts';
import { plusHours } from '../../shared/domain/time.ts';
import type { Page, Problem } from '../../shared/pages/page.ts';
import { renderPage } from '../../shared/pages/render-page.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';

export const base = '/p/lnk_aaaaaaaaaaaaaaaaaaaa';
/** Two hours before the windows of a day before open. */
const dayBefore: Instant = '2027-01-19T15:00:00.000Z';
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
      until: until.anchor === 'night-of-sleep' ? 'night-of-sleep' : 'end',
    };
  });
}

function aSession(kind: SessionKind, changes: Partial<SessionView> = {}): SessionView {
  const dose = kind === 'dosing';
  return {
    sessionId: 'ses_example',
    revision: 1,
    kind,
    doseNumber: 2,
    start: {
      at: '2027-01-20T10:00',
      timeZone: 'America/Denver',
      instant: '2027-01-20T17:00:00.000Z',
      offset: '-07:00',
    },
    durationMinutes: dose ? 120 : 50,
    mode: dose ? 'home' : 'video',
    place: dose
      ? { text: 'At home; Sam joins by video', url: null }
      : { text: 'Video call', url: 'https://video.clinic.example/r/7f3a' },
    staffNames: ['Sam Lee'],
    monitorName: dose ? 'Luis Ortiz' : null,
    ...changes,
  };
}

export function aPageSession(changes: Partial<PageSession> = {}, now: Instant = dayBefore): PageSession {
  const session = aSession(changes.kind ?? 'dosing', changes);
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
    session: aSession('dosing'),
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

const problem = (changes: Partial<Problem>): Problem => ({
  form: '',
  reason: 'unanswered',
  fields: [],
  given: {},
  ...changes,
});

const checking = aPageSession({ check: aCheck(), confirmed: true });
const integration = aPageSession({
  sessionId: 'ses_integration',
  kind: 'integration',
  doseNumber: 2,
  start: { at: '2027-01-25T10:00', timeZone: 'America/Denver', instant: '2027-01-25T17:00:00.000Z', offset: '-07:00' },
});
const actions = [
  {
    actionId: 'act_1',
    text: 'Walk by the river every morning',
    due: '2027-01-24',
    accountability: null,
    addedAt: dayBefore,
    doneAt: null,
  },
  {
    actionId: 'act_2',
    text: 'Write to my sister',
    due: null,
    accountability: 'Luis',
    addedAt: dayBefore,
    doneAt: null,
  },
];

/** Every state that a page can be in. */
export const examples: Readonly<Record<string, Page>> = {
  gone: { kind: 'gone', locale: 'en-US' },
  'failed-internal': { kind: 'failed', locale: 'en-US', why: 'internal' },
  'failed-too-large': { kind: 'failed', locale: 'en-US', why: 'too-large' },
  prove: proof(),
  'prove-wrong-date': proof({ failed: 'date-of-birth' }),
  'prove-no-date': proof({ failed: 'no-date' }),
  'prove-code-sent': proof({ codeSent: true }),
  'prove-wrong-code': proof({ failed: 'code' }),
  'prove-locked': proof({ locked: true }),
  'prove-kept': proof({ kept: { form: 'measures/phq-9', given: { 'item-1': '2' } } }),
  'patient-confirm': patient({ sessions: [aPageSession(), integration], actions }),
  'patient-confirm-problem': patient(
    {},
    { problem: problem({ form: 'sessions/ses_example/confirm', fields: ['monitor'], given: { guidelines: 'yes' } }) },
  ),
  'patient-confirmed': patient({ sessions: [aPageSession({ confirmed: true })] }, { done: 'session' }),
  'patient-changed': patient({}, { problem: problem({ form: 'sessions/ses_example/confirm', reason: 'changed' }) }),
  'patient-no-monitor': patient({ sessions: [aPageSession({ monitorName: null })] }),
  'patient-check': patient({ sessions: [checking] }),
  'check-form': patient({ sessions: [checking] }, { form: 'sessions/ses_example/check' }),
  'check-form-problem': patient(
    { sessions: [checking] },
    {
      form: 'sessions/ses_example/check',
      problem: problem({
        form: 'sessions/ses_example/check',
        fields: ['answers.serious-heart-problem', 'taken.alcohol'],
        given: { 'answers.psychosis-or-mania': 'no', 'taken.stimulant': 'yes', note: 'A <cold> & a cough' },
      }),
    },
  ),
  'check-form-by-plan': patient(
    {
      now: '2027-01-20T16:10:00.000Z',
      sessions: [
        aPageSession(
          {
            confirmed: true,
            check: aCheck({
              contraindications: ['serious-heart-problem', 'elevated-liver-values'],
              taken: ['benzodiazepine', 'stimulant', 'alcohol', 'solid-food', 'liquids'],
              takes: ['benzodiazepine', 'alcohol-daily'],
            }),
          },
          '2027-01-20T16:10:00.000Z',
        ),
      ],
    },
    { form: 'sessions/ses_example/check' },
  ),
  'patient-checked': patient(
    { sessions: [aPageSession({ confirmed: true, check: aCheck({ answeredAt: dayBefore }) })] },
    { done: 'check' },
  ),
  'patient-blocked': patient({ sessions: [aPageSession({ blocked: true, confirmed: true })] }, { done: 'check' }),
  'patient-late': patient({
    now: '2027-01-19T21:00:00.000Z',
    sessions: [aPageSession({ blocked: true, late: true }, '2027-01-19T21:00:00.000Z')],
  }),
  'patient-paused': patient({ sessions: [aPageSession({ onHold: true })] }),
  'patient-morning': patient({ now: morning, sessions: [aPageSession({ confirmed: true }, morning)] }),
  'patient-two-zones': patient({
    now: morning,
    reader: { timeZone: 'America/New_York', country: 'US' },
    sessions: [aPageSession({ confirmed: true }, morning)],
  }),
  'patient-begun': patient({
    now: '2027-01-20T17:05:00.000Z',
    sessions: [aPageSession({ confirmed: true }, '2027-01-20T17:05:00.000Z')],
  }),
  'patient-in-session': patient({ now: '2027-01-20T18:00:00.000Z', after: { notBefore: null }, sessions: [] }),
  'patient-after': patient({
    now: '2027-01-20T20:00:00.000Z',
    after: { notBefore: '2027-01-21T15:00:00.000Z' },
    sessions: [integration],
  }),
  'patient-check-in': patient({
    now: '2027-01-21T17:05:00.000Z',
    sessions: [integration],
    checkIns: [{ key: 'ses_example-1-next-day', startedAt: '2027-01-20T17:00:00.000Z' }],
    measures: ['phq-9', 'gad-7'],
    confirmAddress: { email: 'maya@example.com' },
    actions,
  }),
  'patient-check-in-problem': patient(
    { sessions: [integration], checkIns: [{ key: 'ses_example-1-next-day', startedAt: '2027-01-20T17:00:00.000Z' }] },
    {
      problem: problem({
        form: 'check-ins/ses_example-1-next-day',
        fields: ['wantsCall'],
        given: { unsafe: 'no', unwell: 'yes', note: 'Dizzy' },
      }),
    },
  ),
  'patient-unsafe': patient({ sessions: [integration] }, { done: 'unsafe' }),
  'phq-9': patient({ measures: ['phq-9', 'gad-7'] }, { form: 'measures/phq-9' }),
  'phq-9-problem': patient(
    { measures: ['phq-9'] },
    {
      form: 'measures/phq-9',
      problem: problem({
        form: 'measures/phq-9',
        fields: ['item-3', 'item-9'],
        given: { 'item-1': '2', 'item-2': '0' },
      }),
    },
  ),
  'phq-9-kept': patient(
    { measures: ['phq-9'] },
    {
      form: 'measures/phq-9',
      problem: problem({ form: 'measures/phq-9', reason: 'kept', given: { 'item-1': '2', 'item-9': '1' } }),
    },
  ),
  'gad-7': patient({ measures: ['gad-7'] }, { form: 'measures/gad-7' }),
  'patient-safety': patient({ safety: ketamineHome.safetyInformation[0]?.sections ?? [] }),
  'patient-nothing': patient({ sessions: [], careTeam: [] }),
  'monitor-ask': monitor(),
  'monitor-yes': monitor({ answer: { attends: true } }, { done: 'presence' }),
  'monitor-no': monitor({ answer: { attends: false }, blocked: true }, { done: 'absence' }),
  'monitor-problem': monitor({}, { problem: problem({ form: 'presence', fields: ['attends'] }) }),
  'monitor-cancelled': monitor({ state: 'cancelled', answer: null }),
  'monitor-over': monitor({ state: 'over', answer: null }),
  'monitor-paused': monitor({ state: 'paused' }),
  calendar: {
    kind: 'calendar',
    locale: 'en-US',
    country: 'US',
    phone: '+1 303 555 0110',
    url: 'https://pages.clinic.example/p/lnk_bbbbbbbbbbbbbbbbbbbb/calendar.ics',
  },
};

/** The same page for a reader of another language. */
export function inLocale(page: Page, locale: string): Page {
  return page.kind === 'patient' || page.kind === 'monitor'
    ? ({ ...page, view: { ...page.view, locale } } as Page)
    : { ...page, locale };
}

export const render = (page: Page): string => renderPage(page, base);
