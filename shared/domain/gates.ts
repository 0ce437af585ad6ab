/** R5: what must hold before a dose starts, in its order, and what would open each gate. No gate lies in the past: all are judged now. */
import type { Gate } from './change.ts';
import { givenDoses, isIntegrated, isPrepared, isWaived, lastDoseAt, takesNeedingPlan, uncovered } from './course.ts';
import { missingStaff, sayRule } from './fill-places.ts';
import { isConsented, leaderlessSince } from './milestones.ts';
import { type CareRole, type Protocol, spacingOf, staffRulesOf } from './protocol.ts';
import { currentScreening, isScreeningValid, standingContraindications, unansweredIn } from './screening.ts';
import type { Clearance, Instant, Program, Session, Vitals } from './state.ts';
import { calendarDaysBetween, plusMinutes } from './time.ts';

const vitalsDecisionMinutes = 60;

export type StartRequest = {
  monitorPresent: boolean;
  vitals: Vitals;
  /** Who is there besides the monitor, by their roles; one entry a person. */
  staffPresent?: readonly (readonly CareRole[])[];
  /** Of those who are there, who does not count, as sentences. */
  doNotCount?: readonly string[];
  /** How much is given, where that decides how long the patient stays. */
  amountMg?: number | null;
};

export type Check = Gate & { shut: boolean };

export const shutOf = (checks: readonly Check[]): Gate[] =>
  checks.filter(({ shut }) => shut).map(({ code, opensWith }) => ({ code, opensWith }));

/** All shut gates of starting this dose now, first the one that R5 names first. Empty: it may start. */
export function shutGates(
  protocol: Protocol,
  program: Program,
  session: Session,
  request: StartRequest,
  now: Instant,
): Gate[] {
  const { startAllowedMinutes } = protocol.dosing;
  const start = session.start.instant;
  const screening = currentScreening(program);
  const rules = staffRulesOf(protocol, 'dosing', givenDoses(program).length + 1);
  const missing = missingStaff(rules, request.staffPresent ?? []);
  const leaderless = leaderlessSince(program, now);
  const checks: Check[] = [
    {
      code: 'contraindicated',
      shut: standingContraindications(program).length > 0,
      opensWith: 'A newer screening without this contraindication. Nobody can override it.',
    },
    {
      code: 'screening-expired',
      shut: !screening || !isScreeningValid(protocol, screening, now),
      opensWith: [
        `A new screening: POST …/screenings. One lasts ${protocol.screening.validDays} days.`,
        ...(screening && unansweredIn(screening).length > 0
          ? [`Nobody has answered yet: ${unansweredIn(screening).join(', ')}.`]
          : []),
      ].join(' '),
    },
    {
      code: 'consent-missing',
      shut: protocol.consents.required.some((kind) => !isConsented(protocol, program, kind, now)),
      opensWith: `Signed consents, not older than ${protocol.consents.validDays} days: ${protocol.consents.required.join(', ')}.`,
    },
    {
      code: 'caution-open',
      shut: uncovered(program, 'caution', screening?.cautions ?? []).length > 0,
      opensWith: "A clinician's decision about `caution` to proceed.",
    },
    {
      code: 'medicines-plan',
      shut: uncovered(program, 'medicines', takesNeedingPlan(protocol, program)).length > 0,
      opensWith: "A clinician's plan for the medicines that the patient takes: a decision about `medicines`.",
    },
    {
      code: 'blocked',
      shut: session.blocked.length > 0,
      opensWith: `A clinician's decision about ${session.blocked.map(({ about }) => `\`${about}\``).join(', ')}.`,
    },
    {
      code: 'not-prepared',
      shut: !isPrepared(protocol, program, now, 'done'),
      opensWith: `${protocol.preparation.sessionsMin} preparation sessions done, one of them between ${protocol.preparation.beforeFirstDose.hoursMin} hours and ${protocol.preparation.beforeFirstDose.daysMax} days before the first dose, and an intention.`,
    },
    ...spacingChecks(protocol, program, now, session.start.timeZone),
    {
      code: 'not-integrated',
      shut: isIntegrationMissing(protocol, program, now),
      opensWith: "The integration session after the last dose, done; or a clinician's decision about `integration`.",
    },
    {
      code: 'not-cleared',
      shut: !isCleared(session, now),
      opensWith: `A clinician's clearance of this revision with every check true: it lasts ${protocol.dosing.clearanceValidHours} hours.`,
    },
    {
      code: 'no-monitor',
      shut: !session.monitor || !request.monitorPresent,
      opensWith: 'A monitor by name on the session, who is present: `monitorPresent: true`.',
    },
    {
      code: 'staff-missing',
      shut: missing.length > 0 || leaderless !== null,
      opensWith: [
        ...(missing.length > 0
          ? [`Present, in \`staffPresent\`: ${missing.map(sayRule).join('; ')}.`, ...(request.doNotCount ?? [])]
          : []),
        ...(leaderless !== null
          ? [
              `The care team has no lead the patient consented to since ${leaderless}: record the consent to a new one with the care team, or that the lead is back.`,
            ]
          : []),
      ].join(' '),
    },
    {
      code: 'vitals-out-of-range',
      shut: !areVitalsAcceptable(protocol, program, session, request.vitals, now),
      opensWith: `At most ${protocol.dosing.vitalsMax.systolicMmHg}/${protocol.dosing.vitalsMax.diastolicMmHg} mmHg, or a clinician's decision about \`vitals\` in the last ${vitalsDecisionMinutes} minutes.`,
    },
    {
      code: 'too-early',
      shut: now < plusMinutes(start, -startAllowedMinutes.before),
      opensWith: `Not before ${plusMinutes(start, -startAllowedMinutes.before)}: ${startAllowedMinutes.before} minutes before the planned start.`,
    },
    {
      code: 'too-late',
      shut: now > plusMinutes(start, startAllowedMinutes.after),
      opensWith: 'Another time: move the session.',
    },
  ];
  return shutOf(checks);
}

function spacingChecks(protocol: Protocol, program: Program, now: Instant, zone: string): Check[] {
  const last = lastDoseAt(program);
  const days = last ? calendarDaysBetween(last, now, zone) : null;
  const { lapseDays } = protocol.dosing;
  const { minDays } = spacingOf(protocol, givenDoses(program).length + 1);
  return [
    {
      code: 'too-soon',
      shut: days !== null && days < minDays,
      opensWith: `At least ${minDays} days since the last dose actually started.`,
    },
    {
      code: 'review-needed',
      shut: days !== null && days > lapseDays && !isWaived(program, 'lapse'),
      opensWith: `More than ${lapseDays} days since the last dose: a clinician's decision about \`lapse\`.`,
    },
  ];
}

function isIntegrationMissing(protocol: Protocol, program: Program, now: Instant): boolean {
  const last = givenDoses(program).at(-1);
  if (!protocol.integration.required) return false;
  return last !== undefined && !isIntegrated(protocol, program, last, now, 'done') && !isWaived(program, 'integration');
}

/** The newest clearance counts: of this revision, not voided, every check true, not expired. */
export function isCleared(session: Session, now: Instant): boolean {
  const newest: Clearance | undefined = session.clearances.at(-1);
  return (
    newest !== undefined &&
    !newest.voided &&
    newest.revision === session.revision &&
    newest.validUntil !== null &&
    newest.validUntil > now
  );
}

export function areVitalsInRange({ dosing }: Protocol, vitals: Vitals): boolean {
  const { systolicMmHg, diastolicMmHg } = dosing.vitalsMax;
  return vitals.systolicMmHg <= systolicMmHg && vitals.diastolicMmHg <= diastolicMmHg;
}

function areVitalsAcceptable(
  protocol: Protocol,
  program: Program,
  session: Session,
  vitals: Vitals,
  now: Instant,
): boolean {
  if (areVitalsInRange(protocol, vitals)) return true;
  const decision = program.decisions.findLast((one) => one.about === 'vitals' && one.sessionId === session.sessionId);
  return decision?.decision === 'proceed' && plusMinutes(decision.at, vitalsDecisionMinutes) > now;
}
