/** A patient comes back: a new program, linked to the earlier one. The clinic says what is carried over; facts always are. */
import { isRefused, type Refused, refuse } from '../change.ts';
import { beginsAt, endsAt, givenDoses, isRunning, undecidedEvents } from '../course.ts';
import type { Protocol } from '../protocol.ts';
import { type CarriedAnswers, isRecent, type ScreeningAnswers, unaskedMedicines } from '../screening.ts';
import type { CareTeamMember, ConsentKindSigned, EarlierProgram, Instant, Patient, Program } from '../state.ts';
import type { Earlier } from './enroll.ts';

/** One decision answers them all: that there are more changes nothing. */
const carriedEventsMax = 20;

export const carriedOver = ['patient', 'screening', 'consents', 'care-team'] as const;
export type CarriedOver = (typeof carriedOver)[number];

/** What the clinic says anew. What is neither said nor carried over is missing. */
export type Readmission = {
  carryOver: readonly CarriedOver[];
  patient: Patient | null;
  screening: ScreeningAnswers | null;
  consents: readonly ConsentKindSigned[] | null;
  careTeam: readonly Omit<CareTeamMember, 'staffId'>[] | null;
};

export type Readmitted = {
  patient: Patient;
  screening: CarriedAnswers & { at: Instant };
  consents: readonly ConsentKindSigned[];
  careTeam: readonly Omit<CareTeamMember, 'staffId'>[];
  earlier: Earlier;
};

export function readmit(
  earlier: Program,
  wanted: Readmission,
  protocols: { from: Protocol; to: Protocol },
  now: Instant,
): ({ ok: true } & Readmitted) | Refused {
  const refused = refuseReadmission(earlier) ?? refuseUnclear(wanted);
  if (refused) return refused;
  const { patient = null, consents, careTeam } = wanted;
  if (patient && patient.dateOfBirth !== earlier.patient.dateOfBirth)
    return refuse('invalid', 'Another person is enrolled, not readmitted.', {
      errors: [{ path: 'patient.dateOfBirth', message: 'Is not that of the earlier program.' }],
    });
  const screening = wanted.screening ? { ...wanted.screening, at: now } : carryScreening(earlier, protocols, now);
  if (isRefused(screening)) return screening;
  return {
    ok: true,
    patient: patient ?? earlier.patient,
    screening,
    consents: consents ?? standingConsents(earlier),
    careTeam: careTeam ?? earlier.careTeam.map(({ staffId: _staffId, ...member }) => member),
    earlier: factsOf(earlier),
  };
}

/** Who is enrolled anew without a word of an earlier program has had its doses all the same. */
export function enrolledBefore(earlier: Program): { ok: true; earlier: Earlier } | Refused {
  return refuseReadmission(earlier) ?? { ok: true, earlier: factsOf(earlier) };
}

const factsOf = (earlier: Program): Earlier => ({
  program: linkTo(earlier),
  dischargedForMedicalReason: earlier.status === 'discharged' && earlier.ended?.reason === 'medical',
  suppressed: earlier.suppressed,
  confirmedEmail: earlier.confirmedEmail,
});

function refuseReadmission({ status, sessions }: Program): Refused | null {
  if (isRunning(status))
    return refuse('wrong-state', `The program is ${status}: it goes on, there is nobody to readmit.`);
  if (status === 'deceased') return refuse('wrong-state', 'The patient has died.');
  // Its dose would be missing where the spacing is counted.
  if (sessions.some((one) => one.status === 'in-session'))
    return refuse('wrong-state', 'A dose of the earlier program is in session: record its outcome first.');
  return null;
}

/** Each part comes from one side: said anew, or carried over. */
function refuseUnclear(wanted: Readmission): Refused | null {
  const parts: [CarriedOver, string, unknown][] = [
    ['patient', 'patient', wanted.patient],
    ['screening', 'screening', wanted.screening],
    ['consents', 'consents', wanted.consents],
    ['care-team', 'careTeam', wanted.careTeam],
  ];
  const errors = parts.flatMap(([name, path, said]) => {
    const carried = wanted.carryOver.includes(name);
    if (carried && said) return [{ path, message: `Is said here and in \`carryOver\`: one of them.` }];
    return carried || said ? [] : [{ path, message: `Needed here, or \`${name}\` in \`carryOver\`.` }];
  });
  return errors.length > 0 ? refuse('invalid', 'It is not clear what is carried over.', { errors }) : null;
}

/** Only while it is valid, and of the age that it has. Of another protocol's answers those that this one asks for, too. */
function carryScreening(
  { screenings }: Program,
  { from, to }: { from: Protocol; to: Protocol },
  now: Instant,
): (CarriedAnswers & { at: Instant }) | Refused {
  const last = screenings.at(-1);
  if (!last || !isRecent(to, last, now))
    return refuse(
      'screening-expired',
      `The earlier screening is too old: one lasts ${to.screening.validDays} days. Send a new one in \`screening\`.`,
    );
  const asked = [...to.screening.contraindications, ...to.screening.cautions];
  const answers = Object.fromEntries(Object.entries(last.answers).filter(([code]) => asked.includes(code)));
  const takes = last.takes.filter((code) => to.medicines.some((medicine) => medicine.code === code));
  return { answers, takes, unasked: unaskedMedicines(last, from, to), at: last.at };
}

/** The newest of each kind, unless it was withdrawn. Whether it is still valid is asked at enrollment. */
function standingConsents({ consents }: Program): ConsentKindSigned[] {
  const kinds = [...new Set(consents.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const newest = consents.findLast((one) => one.kind === kind);
    return newest && !newest.withdrawnAt ? [{ kind, signedOn: newest.signedOn }] : [];
  });
}

function linkTo(earlier: Program): EarlierProgram {
  const last = givenDoses(earlier).at(-1);
  const lastDose = last ? { startedAt: beginsAt(last), endedAt: endsAt(last) } : (earlier.earlier?.lastDose ?? null);
  const undecided = undecidedEvents(earlier).slice(0, carriedEventsMax);
  return { programId: earlier.programId, lastDose, ...(undecided.length > 0 ? { undecidedEvents: undecided } : {}) };
}
