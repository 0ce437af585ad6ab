/** Fills a message's facts from the state that its claim was decided on. */

import { doseNumberOf } from './course.ts';
import { deadlinesOf, lastingOf } from './guidelines.ts';
import type { Ask, MessageView, Reading, SessionView } from './message-view.ts';
import { clinicianOf, leadOf, rolesOf } from './milestones.ts';
import { openActions } from './patient/actions.ts';
import { checkQuestions } from './patient/session-answers.ts';
import { isDose, type Protocol } from './protocol.ts';
import { isBlocked } from './session/blocks.ts';
import type { Clinic, Instant, Program, Session, Touchpoint, TouchpointName } from './state.ts';
import { plusDays } from './time.ts';
import { isAftercare } from './touchpoints.ts';
import { hasMonitorSaidYes, isConfirmed } from './watches.ts';
import { isToStaff, recipientOf } from './workflow/recipient.ts';

const upcomingDays = 14;

export function messageViewOf(
  { protocol, program, clinic, now }: { protocol: Protocol; program: Program; clinic: Clinic; now: Instant },
  touchpoint: Touchpoint,
  session: Session | null,
  secrets: { pageUrl: string | null; code: string | null },
): MessageView {
  const { timeZone, country, discreet, locale, name } = program.patient;
  // An estimate stays one: it names no instant.
  const endedAt = touchpoint.estimated ? null : (session?.actual?.endedAt ?? null);
  const ofMonitor = touchpoint.audience === 'monitor';
  const carries = (session?.touchpoints ?? []).filter((one) => one.mergedInto === touchpoint.key).map(templateOf);
  return {
    template: templateOf(touchpoint),
    audience: touchpoint.audience,
    locale,
    now,
    clinic: { name: clinic.name, phone: clinic.phone, timeZone: clinic.timeZone },
    reader: {
      name: recipientOf(program, touchpoint).name,
      timeZone: ofMonitor && session ? session.start.timeZone : timeZone,
      country,
      discreet,
    },
    patientName: ofMonitor && !discreet ? name : null,
    clinicianName: clinicianOf(program).name,
    careTeam: careTeamOf(program),
    leadStandsIn: program.actingLead !== null,
    ...secrets,
    asks: asksOf(protocol, program, touchpoint, session, carries, now),
    actions: ofMonitor || !session || isDose(session.kind) ? [] : openActions(program),
    toRead: ofMonitor || !session ? [] : toReadBefore(program, session, [templateOf(touchpoint), ...carries]),
    nextSession: touchpoint.name === 'next-day' ? nextIntegration(program, now) : null,
    session: session && sessionViewOf(program, session),
    deadlines: session ? deadlinesOf(protocol, session, program, now) : [],
    late: touchpoint.late,
    blocked: session !== null && isBlocked(program, session),
    previousStart: touchpoint.name === 'moved' ? (session?.previousStart ?? null) : null,
    carries,
    upcoming: session === null ? upcomingOf(protocol, program, now) : [],
    after: endedAt === null ? null : { endedAt },
    lasting: isAftercare(touchpoint.name) ? lastingOf(protocol, program, endedAt, now) : [],
  };
}

/** Of a message to a patient or a monitor; those to staff have views of their own (staff-message-view.ts). */
function templateOf({ name }: Touchpoint): TouchpointName {
  if (isToStaff(name)) throw new Error('a message to staff is made of its task');
  return name;
}

function asksOf(
  protocol: Protocol,
  program: Program,
  touchpoint: Touchpoint,
  session: Session | null,
  carries: readonly TouchpointName[],
  now: Instant,
): Ask[] {
  const names = [templateOf(touchpoint), ...carries];
  const asks: Ask[] = names.includes('measure') ? ['measures'] : [];
  if (!session)
    return names.includes('welcome') && program.confirmedEmail?.email !== program.patient.email
      ? ['confirm-address']
      : asks;
  if (touchpoint.answerBy) return ['check-in'];
  if (session.status !== 'booked' || !isDose(session.kind) || touchpoint.name === 'cancelled') return asks;
  if (touchpoint.audience === 'monitor') return hasMonitorSaidYes(session) ? [] : ['confirm-presence'];
  const reminded = protocol.reminders.some((one) => one.asksToConfirm && names.includes(one.name));
  if ((reminded || touchpoint.late) && !isConfirmed(session)) asks.push('confirm-session');
  const check = checkQuestions(protocol, session, now);
  if (check && !session.preSessionChecks.some((one) => one.revision === session.revision))
    asks.push('pre-session-check');
  return asks;
}

/**
 * Before a dose, and before what follows it: preparation is where it is written down. A mail about a dose lists no action
 * items of its own, because nothing may stand before its deadlines and little after them: they wait on the page, too.
 */
function toReadBefore(program: Program, { kind }: Session, names: readonly TouchpointName[]): Reading[] {
  if (kind === 'preparation' || !names.some((name) => name.startsWith('reminder'))) return [];
  const { intentions, coreWounds, insights } = program;
  return [
    ...(intentions.length + coreWounds.length > 0 ? ['set-out-with' as const] : []),
    ...(insights.length > 0 ? ['found' as const] : []),
    ...(isDose(kind) && openActions(program).length > 0 ? ['to-do' as const] : []),
  ];
}

/** As the patient is to know it: whom to turn to first is who stands in, while somebody does. */
export function careTeamOf(program: Program): MessageView['careTeam'] {
  const { careTeam, actingLead, leadMissingSince } = program;
  const instead = actingLead || leadMissingSince ? leadOf(program).staffId : null;
  return careTeam.map((one) => ({
    name: one.name,
    roles: rolesOf(one),
    lead: instead ? one.staffId === instead : one.lead,
  }));
}

export function sessionViewOf(program: Program, session: Session): SessionView {
  return {
    sessionId: session.sessionId,
    revision: session.revision,
    kind: session.kind,
    doseNumber: doseNumberOf(program, session),
    start: session.start,
    durationMinutes: session.durationMinutes,
    mode: session.mode,
    place: session.place,
    staffNames: session.staff.map((one) => one.name),
    monitorName: session.monitor?.name ?? null,
  };
}

function nextIntegration(program: Program, now: Instant): SessionView | null {
  const next = bookedAhead(program, now).find(({ kind }) => kind === 'integration');
  return next ? sessionViewOf(program, next) : null;
}

export function bookedAhead(program: Program, now: Instant): Session[] {
  return program.sessions
    .filter((one) => one.status === 'booked' && one.start.instant > now)
    .sort((a, b) => a.start.instant.localeCompare(b.start.instant));
}

function upcomingOf(protocol: Protocol, program: Program, now: Instant): MessageView['upcoming'] {
  const until = plusDays(now, upcomingDays);
  return bookedAhead(program, now)
    .filter((one) => one.start.instant <= until)
    .map((one) => ({
      ...sessionViewOf(program, one),
      deadlines: deadlinesOf(protocol, one, program, now),
      blocked: isBlocked(program, one),
    }));
}
