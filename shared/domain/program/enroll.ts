import { Change, type Context, type Decided, type Refused, refuse } from '../change.ts';
import { takesNeedingPlan, uncovered } from '../course.ts';
import { clinicianOf } from '../milestones.ts';
import type { Protocol } from '../protocol.ts';
import { type CarriedAnswers, type Evaluated, evaluateScreening } from '../screening.ts';
import { askAboutEvents } from '../session/blocks.ts';
import type {
  CareTeamMember,
  Clinic,
  Consent,
  ConsentKindSigned,
  EarlierProgram,
  Instant,
  Patient,
  Program,
  StaffRef,
} from '../state.ts';
import { ageAt, plusDays } from '../time.ts';
import { importHistory, type PastSession, refuseHistory } from './history.ts';

export type Enrollment = {
  patient: Patient;
  /** `at`: a screening that is carried over has its age; any other is of now. */
  screening: CarriedAnswers & { reviewedBy: StaffRef | null; at?: Instant };
  consents: readonly ConsentKindSigned[];
  careTeam: readonly CareTeamMember[];
  /** What was done before the patient came, in any order. */
  history?: readonly PastSession[];
  earlier?: Earlier;
};

/** What a readmitted patient brings along, whatever the clinic carries over. */
export type Earlier = Pick<Program, 'suppressed' | 'confirmedEmail'> & {
  program: EarlierProgram;
  dischargedForMedicalReason: boolean;
};

/** In the contract's order. `contraindicated` comes first, also of a screening with gaps: it is what must be recorded. */
export function enroll(
  enrollment: Enrollment,
  context: Context,
  facts: { clinic: Clinic; approved: boolean; refusedBefore: boolean },
): Decided | Refused {
  const { protocol, now } = context;
  const { clinic } = facts;
  const { patient, screening } = enrollment;
  const evaluated = evaluateScreening(protocol, screening);
  if (!evaluated.complete && evaluated.unknown.length > 0) return refuseIncomplete(evaluated);
  const contraindications = protocol.screening.contraindications.filter((code) => screening.answers[code]);
  if (contraindications.length > 0)
    return refuse('contraindicated', 'The screening names a contraindication. Nobody can override it.', {
      contraindications,
    });
  if (!evaluated.complete) return refuseIncomplete(evaluated);
  const { cautions } = evaluated;
  if (ageAt(patient.dateOfBirth, now, clinic.timeZone) < protocol.ageMinYears)
    return refuse('under-age', `${protocol.id} asks for an age of at least ${protocol.ageMinYears} years.`);
  if (!facts.approved)
    return refuse(
      'protocol-not-approved',
      `${protocol.id} version ${protocol.version} is not approved by this clinic's medical director.`,
    );
  const missing = protocol.consents.required.filter((kind) => !isSigned(protocol, enrollment.consents, kind, now));
  if (missing.length > 0)
    return refuse('consent-missing', `Signed consents are missing: ${missing.join(', ')}.`, { missing });
  const refusedHistory = refuseHistory(protocol, enrollment.history ?? [], now);
  if (refusedHistory) return refusedHistory;
  if ((facts.refusedBefore || enrollment.earlier?.dischargedForMedicalReason) && !screening.reviewedBy)
    return refuse(
      'review-needed',
      'This person was refused before, or discharged for a medical reason: a clinician reviews the screening first and is named in `screening.reviewedBy`.',
    );
  return begin(enrollment, context, clinic, cautions);
}

export function refuseIncomplete(evaluated: Extract<Evaluated, { complete: false }>): Refused {
  if (evaluated.unknown.length > 0)
    return refuse('invalid', 'The screening says what the protocol does not ask.', { errors: evaluated.unknown });
  return refuse(
    'screening-incomplete',
    `Every question of the protocol must be answered: ${evaluated.missing.length} are not.`,
    { missing: evaluated.missing },
  );
}

function isSigned(protocol: Protocol, consents: readonly ConsentKindSigned[], kind: string, now: Instant): boolean {
  return consents.some(
    (one) => one.kind === kind && plusDays(`${one.signedOn}T00:00:00.000Z`, protocol.consents.validDays) > now,
  );
}

function begin(enrollment: Enrollment, context: Context, clinic: Clinic, cautions: readonly string[]): Decided {
  const { now, protocol, by } = context;
  const { earlier } = enrollment;
  const consents: Consent[] = enrollment.consents.map(({ kind, signedOn }) => ({ kind, signedOn, withdrawnAt: null }));
  const program: Program = {
    clinicId: clinic.clinicId,
    programId: context.newId('program'),
    ...(earlier ? { earlier: earlier.program } : {}),
    seq: 0,
    hash: '',
    status: 'active',
    phase: 'care-team',
    phaseDose: 0,
    phaseSince: now,
    run: 1,
    version: 1,
    enrolledAt: now,
    enrolledBy: by,
    protocol: { id: protocol.id, version: protocol.version },
    patient: enrollment.patient,
    careTeam: enrollment.careTeam,
    consents,
    screenings: [
      {
        screeningId: context.newId('screening'),
        at: enrollment.screening.at ?? now,
        answers: enrollment.screening.answers,
        takes: enrollment.screening.takes,
        contraindications: [],
        cautions,
        reviewedBy: enrollment.screening.reviewedBy?.staffId ?? null,
      },
    ],
    intentions: [],
    decisions: [],
    hold: null,
    ended: null,
    dosingEnded: null,
    continuing: null,
    suppressed: earlier?.suppressed ?? [],
    confirmedEmail: earlier?.confirmedEmail ?? null,
    linksValidFrom: now,
    accessCode: null,
    measures: [],
    actions: [],
    coreWounds: [],
    insights: [],
    actingLead: null,
    departed: [],
    notices: [],
    overdueRaised: [],
    sessions: [],
    tasks: [],
  };
  const change = new Change(program, context);
  change.record('program-enrolled', {
    protocol: program.protocol,
    patient: program.patient,
    screening: program.screenings[0],
    consents,
    careTeam: program.careTeam,
    ...(earlier ? { earlier: earlier.program } : {}),
  });
  importHistory(change, enrollment.history ?? []);
  askAboutScreening(change, cautions);
  askAboutEvents(change, null);
  return change.decide();
}

/** Cautions and medicines are no refusal: each asks a clinician, and its gate stays shut until they answer. */
export function askAboutScreening(
  change: Change,
  cautions: readonly string[],
  protocol: Protocol = change.protocol,
): void {
  const owner = clinicianOf(change.program);
  const due = plusDays(change.now, 2);
  if (cautions.length > 0)
    change.raiseTask({
      kind: 'caution',
      urgency: 'soon',
      owner,
      due,
      rule: 'R5',
      text: `The screening says yes to: ${cautions.join(', ')}. Decide about \`caution\` before a dose.`,
    });
  const medicines = uncovered(change.program, 'medicines', takesNeedingPlan(protocol, change.program));
  if (medicines.length > 0)
    change.raiseTask({
      kind: 'medicines-plan',
      urgency: 'soon',
      owner,
      due,
      rule: 'R5',
      text: `The patient takes: ${medicines.join(', ')}. Make a plan with them and decide about \`medicines\` before the first dose.`,
    });
}
