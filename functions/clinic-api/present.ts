/** The shapes of contract section 4. */
import { doseNumberOf, givenDoses } from '../../shared/domain/course.ts';
import { waitingFor } from '../../shared/domain/milestones.ts';
import type { Protocol } from '../../shared/domain/protocol.ts';
import type { Program, Session, Task, Touchpoint } from '../../shared/domain/state.ts';
import { plusDays } from '../../shared/domain/time.ts';
import type { ExecutionRow } from '../../shared/store/execution-store.ts';
import type { ListedProgram, ProgramListing } from '../../shared/store/program-items.ts';
import type { KeptMessage } from '../../shared/use-cases/ports.ts';

type Executions = readonly Pick<ExecutionRow, 'name' | 'status'>[];

export function presentProgram(protocol: Protocol, program: Program, executions: Executions): Record<string, unknown> {
  return {
    ...presentOutline(program),
    screening: presentScreening(protocol, program),
    dose: { done: givenDoses(program).length, of: protocol.dosing.doses },
    waitingFor: waitingFor(protocol, program),
    executions: executions.map(({ name, status }) => ({ name, status })),
  };
}

export function presentListing({ state, summary }: ProgramListing): Record<string, unknown> {
  return {
    ...presentOutline(state),
    dose: { done: summary.dosesDone, of: summary.dosesOf },
    waitingFor: summary.waitingFor,
    attention: summary.attention,
  };
}

function presentOutline(state: ListedProgram): Record<string, unknown> {
  const {
    programId,
    status,
    phase,
    protocol,
    patient,
    careTeam,
    actingLead,
    consents,
    intentions,
    confirmedEmail,
    suppressed,
    version,
    enrolledAt,
    hold,
    ended,
    continuing,
    earlier,
  } = state;
  return {
    programId,
    status,
    phase,
    protocol,
    patient,
    careTeam,
    actingLead: actingLead && { staff: actingLead.staff, since: actingLead.since, until: actingLead.until },
    consents,
    intentions,
    emailStopped: suppressed.find((one) => one.email === patient.email)?.reason ?? null,
    emailConfirmedAt: confirmedEmail?.email === patient.email ? confirmedEmail.at : null,
    enrolledAt,
    hold,
    ended,
    continuing,
    earlier: earlier ? { programId: earlier.programId, lastDose: earlier.lastDose } : null,
    version,
  };
}

export function presentScreening(protocol: Protocol, program: Program, index = -1): Record<string, unknown> | null {
  const screening = program.screenings.at(index);
  return screening ? { ...screening, validUntil: plusDays(screening.at, protocol.screening.validDays) } : null;
}

export function presentSession(program: Program, session: Session): Record<string, unknown> {
  const {
    run: _run,
    touchpoints,
    cancelled,
    previousStart: _previous,
    raised: _raised,
    confirmBy: _confirmBy,
    toldWallTimes: _told,
    imported,
    group,
    supplement,
    monitorAnswer,
    clearances,
    ...shown
  } = session;
  return {
    ...shown,
    imported: imported === true,
    group: group ?? null,
    supplement: supplement ?? null,
    programId: program.programId,
    doseNumber: doseNumberOf(program, session),
    cancelled,
    clearance: clearances.at(-1) ?? null,
    monitorAnswer: monitorAnswer && {
      at: monitorAnswer.at,
      revision: monitorAnswer.revision,
      attends: monitorAnswer.attends,
    },
    touchpoints: touchpoints
      .filter((one) => one.revision === session.revision)
      .map((one) => presentTouchpoint(one, session.sessionId)),
  };
}

/** A session that nobody has booked yet: what it would be. */
export function presentProposed(program: Program, session: Session): Record<string, unknown> {
  const { kind, format, mode, modality, place, start, durationMinutes, staff, monitor, warnings } = session;
  const doseNumber = doseNumberOf(program, session);
  return { kind, doseNumber, format, mode, modality, place, start, durationMinutes, staff, monitor, warnings };
}

export function presentTouchpoint(touchpoint: Touchpoint, sessionId: string | null) {
  const { key, name, revision, audience, at, useBy, estimated, status, reason } = touchpoint;
  return { key, name, sessionId, revision, audience, at, useBy, estimated, status, reason };
}

export function presentMessage(touchpoint: Touchpoint, sessionId: string | null) {
  const { key, name, revision, copy, audience, at, sentAt, status, reason, delivery } = touchpoint;
  return {
    messageId: key,
    touchpoint: name,
    sessionId,
    revision,
    copy,
    audience,
    plannedAt: at,
    sentAt,
    status,
    reason,
    delivery,
  };
}

/** What was sent, or why nothing was; its tokens are cut out. */
export function presentKept({ openedAt, answeredAt, resent }: Touchpoint, kept: KeptMessage | null) {
  return {
    openedAt,
    answeredAt,
    resent,
    content: kept && {
      at: kept.at,
      from: kept.from,
      to: kept.to,
      subject: kept.subject,
      text: kept.text,
      html: kept.html,
      template: kept.template,
      locale: kept.locale,
      protocol: kept.protocol,
    },
  };
}

export function presentTask({ touchpoints: _told, ...task }: Task, programId: string): Record<string, unknown> {
  return { ...task, programId };
}

/** Every row of a program: its own notices, those of its sessions, and what staff are told, in the order of their planned instants. */
export function rowsOf(program: Program): { touchpoint: Touchpoint; sessionId: string | null }[] {
  const rows = [
    ...program.notices.map((touchpoint) => ({ touchpoint, sessionId: null })),
    ...program.sessions.flatMap(({ sessionId, touchpoints }) =>
      touchpoints.map((touchpoint) => ({ touchpoint, sessionId })),
    ),
    // About a task, which names its session.
    ...program.tasks.flatMap(({ touchpoints }) => touchpoints.map((touchpoint) => ({ touchpoint, sessionId: null }))),
  ];
  return rows.sort((a, b) => a.touchpoint.at.localeCompare(b.touchpoint.at));
}
