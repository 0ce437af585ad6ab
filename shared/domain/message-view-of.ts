/** Fills a message's facts from the state that its claim was decided on. */

import { doseNumberOf } from './course.ts';
import { deadlinesOf, notBefore } from './guidelines.ts';
import type { MessageView, SessionView } from './message-view.ts';
import { clinicianOf } from './milestones.ts';
import type { Protocol } from './protocol.ts';
import { isBlocked } from './session/blocks.ts';
import type { Clinic, Instant, Program, Session, Touchpoint } from './state.ts';
import { plusDays } from './time.ts';

const upcomingDays = 14;

export function messageViewOf(
  protocol: Protocol,
  program: Program,
  clinic: Clinic,
  touchpoint: Touchpoint,
  session: Session | null,
  now: Instant,
): MessageView {
  const { name, timeZone, country, discreet, locale } = program.patient;
  const endedAt = session?.actual?.endedAt ?? null;
  return {
    template: touchpoint.name,
    locale,
    now,
    clinic: { name: clinic.name, phone: clinic.phone, timeZone: clinic.timeZone },
    patient: { name, timeZone, country, discreet },
    clinicianName: clinicianOf(program).name,
    session: session && sessionViewOf(program, session),
    deadlines: session ? deadlinesOf(protocol, session, program, now) : [],
    late: touchpoint.late,
    blocked: session !== null && isBlocked(program, session),
    previousStart: touchpoint.name === 'moved' ? (session?.previousStart ?? null) : null,
    carries: (session?.touchpoints ?? []).filter((one) => one.mergedInto === touchpoint.key).map((one) => one.name),
    upcoming: session === null ? upcomingOf(protocol, program, now) : [],
    after:
      endedAt && !touchpoint.estimated ? { endedAt, notBefore: notBefore(protocol, endedAt, program.patient) } : null,
  };
}

function sessionViewOf(program: Program, session: Session): SessionView {
  return {
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

function upcomingOf(protocol: Protocol, program: Program, now: Instant): MessageView['upcoming'] {
  const until = plusDays(now, upcomingDays);
  return program.sessions
    .filter((one) => one.status === 'booked' && one.start.instant > now && one.start.instant <= until)
    .sort((a, b) => a.start.instant.localeCompare(b.start.instant))
    .map((one) => ({
      ...sessionViewOf(program, one),
      deadlines: deadlinesOf(protocol, one, program, now),
      blocked: isBlocked(program, one),
    }));
}
