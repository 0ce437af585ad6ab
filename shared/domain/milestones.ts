/** What a program waits for, when it is met, and where it goes next. */
import { endsAt, givenDoses, isClosingDone, isIntegrated, isPrepared, isWaived } from './course.ts';
import { type CareRole, type ConsentKind, isLastDose, type Protocol } from './protocol.ts';
import { staffRefOf } from './staff-ref.ts';
import type { CareTeamMember, Instant, Milestone, Phase, Program, StaffRef } from './state.ts';
import { earliest, plusDays } from './time.ts';

export function rolesOf({ role }: Pick<CareTeamMember, 'role'>): readonly CareRole[] {
  return [role].flat();
}

export function missingRoles(protocol: Protocol, careTeam: readonly CareTeamMember[]): string[] {
  return protocol.careTeam.roles
    .filter(({ role, licensed, leads }) =>
      careTeam.every((one) => !rolesOf(one).includes(role) || (licensed && !one.license) || (leads && !one.lead)),
    )
    .map(({ role, licensed, leads }) =>
      [licensed ? 'licensed' : '', leads ? 'leading' : '', role].filter(Boolean).join(' '),
    );
}

/** Signed, not withdrawn, and not older than the protocol allows. */
export function isConsented(protocol: Protocol, program: Program, kind: ConsentKind, now: Instant): boolean {
  const newest = program.consents.findLast((one) => one.kind === kind);
  if (!newest || newest.withdrawnAt) return false;
  return plusDays(`${newest.signedOn}T00:00:00.000Z`, protocol.consents.validDays) > now;
}

/** Whether a consent stands, whatever its age: email goes on until it is withdrawn. */
export function hasConsent(program: Program, kind: ConsentKind): boolean {
  const newest = program.consents.findLast((one) => one.kind === kind);
  return newest !== undefined && newest.withdrawnAt === null;
}

export function milestoneOf(phase: Phase): Milestone {
  switch (phase) {
    case 'care-team':
      return 'care-team-ready';
    case 'preparation':
      return 'prepared';
    case 'dosing':
      return 'dose-done';
    case 'integration':
      return 'integrated';
    case 'ongoing':
      return 'closed';
  }
}

/** Is the milestone of the program's present phase met? Facts that ran ahead of the phase count: nothing gets stuck behind them. */
export function isMilestoneMet(protocol: Protocol, program: Program, now: Instant): boolean {
  const given = givenDoses(program);
  switch (program.phase) {
    case 'care-team':
      return (
        missingRoles(protocol, program.careTeam).length === 0 &&
        protocol.consents.required.every((kind) => hasConsent(program, kind))
      );
    case 'preparation': {
      if (given.length > 0) return true;
      const done = program.sessions.filter(
        (one) => one.kind === 'preparation' && ['completed', 'stopped-early'].includes(one.status),
      );
      return (
        done.length >= protocol.preparation.sessionsMin &&
        program.intentions.length >= protocol.preparation.intentionsMin
      );
    }
    case 'dosing':
      return given.length >= program.phaseDose || program.dosingEnded !== null;
    case 'integration': {
      if (given.length > program.phaseDose || !protocol.integration.required) return true;
      const dose = given[program.phaseDose - 1];
      return (
        dose !== undefined && (isIntegrated(protocol, program, dose, null, 'done') || isWaived(program, 'integration'))
      );
    }
    case 'ongoing':
      return program.continuing === null && isClosingDone(program) && isPreparedToClose(protocol, program, now);
  }
}

function isPreparedToClose(protocol: Protocol, program: Program, now: Instant): boolean {
  const last = givenDoses(program).at(-1);
  if (!last) return isPrepared(protocol, program, now, 'done');
  return (
    !protocol.integration.required ||
    isIntegrated(protocol, program, last, null, 'done') ||
    isWaived(program, 'integration')
  );
}

export function nextPhase(protocol: Protocol, program: Program): { phase: Phase; dose: number } | null {
  switch (program.phase) {
    case 'care-team':
      return { phase: 'preparation', dose: 0 };
    case 'preparation':
      return { phase: 'dosing', dose: 1 };
    case 'dosing':
      // Ended before this dose was given: there is nothing to integrate.
      return givenDoses(program).length < program.phaseDose
        ? { phase: 'ongoing', dose: program.phaseDose }
        : { phase: 'integration', dose: program.phaseDose };
    case 'integration':
      return isLastDose(protocol, program.phaseDose) || program.dosingEnded
        ? { phase: 'ongoing', dose: program.phaseDose }
        : { phase: 'dosing', dose: program.phaseDose + 1 };
    case 'ongoing':
      return null;
  }
}

export type WaitingFor = { what: Milestone | 'resume' | 'review'; since: Instant; due: Instant; owner: StaffRef };

const holdReviewDays = 14;

/** R13: since when nobody leads to whom the patient has consented, nor stands in within the 14 days; null where somebody does. */
export function leaderlessSince({ actingLead, leadMissingSince = null }: Program, now: Instant): Instant | null {
  if (!actingLead) return leadMissingSince;
  return actingLead.until <= now ? actingLead.until : null;
}

/** Who leads, or stands in for who does. While neither is there, another clinician of the team, or who enrolled the patient. */
export function leadOf({ actingLead, leadMissingSince, careTeam, enrolledBy }: Program): StaffRef {
  if (actingLead && !actingLead.overRaised) return actingLead.staff;
  const isRemaining = ({ staffId, lead, role }: CareTeamMember): boolean =>
    !lead && staffId !== actingLead?.staff.staffId && rolesOf({ role }).includes('clinician');
  const lead = careTeam.find(actingLead || leadMissingSince ? isRemaining : (one) => one.lead);
  return lead ? staffRefOf(lead) : enrolledBy;
}

export function clinicianOf(program: Program): StaffRef {
  const clinician = program.careTeam.find((one) => rolesOf(one).includes('clinician'));
  return clinician ? staffRefOf(clinician) : leadOf(program);
}

/** Continuing psychotherapy begins once the last dose is integrated; until then the program waits for that. */
export function isContinuing(program: Program): boolean {
  return program.continuing !== null && program.phase === 'ongoing';
}

/** What, since when, until when, and who sees to it. Null once the program has ended. */
export function waitingFor(protocol: Protocol, program: Program): WaitingFor | null {
  const owner = leadOf(program);
  if (program.status === 'on-hold' && program.hold)
    return { what: 'resume', since: program.hold.since, due: plusDays(program.hold.since, holdReviewDays), owner };
  if (program.status !== 'active') return null;
  if (isContinuing(program) && program.continuing)
    return { what: 'review', since: program.continuing.since, due: program.continuing.reviewDue, owner };
  const what = milestoneOf(program.phase);
  const since = program.phaseSince;
  return { what, since, due: dueOf(protocol, program, since), owner };
}

function dueOf(protocol: Protocol, program: Program, since: Instant): Instant {
  switch (program.phase) {
    case 'care-team':
      return plusDays(since, protocol.careTeam.dueDays);
    case 'preparation':
      return plusDays(since, protocol.preparation.dueDays);
    case 'dosing':
      return plusDays(since, protocol.dosing.dueDays);
    case 'integration': {
      const dose = givenDoses(program)[program.phaseDose - 1];
      return plusDays(dose ? endsAt(dose) : since, protocol.integration.dueDays);
    }
    case 'ongoing':
      return plusDays(since, protocol.ongoing.dueDays);
  }
}

/** The instant of the milestone that a phase began with, for `since`: the dose's end, or the look's own time. */
export function phaseBegan(program: Program, next: { phase: Phase; dose: number }, now: Instant): Instant {
  if (next.phase !== 'integration') return now;
  const dose = givenDoses(program)[next.dose - 1];
  return dose ? earliest(endsAt(dose), now) : now;
}
