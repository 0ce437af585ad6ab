/** How a patient is: check-ins after a dose, and questionnaires with their published scores. Free text is read by a person. */
import { type Change, type Refused, refuse } from '../change.ts';
import { givenDoses, isRunning } from '../course.ts';
import { notBefore } from '../guidelines.ts';
import { clinicianOf, leadOf } from '../milestones.ts';
import { type Instrument, isDose, type Protocol } from '../protocol.ts';
import type { CheckIn, Instant, Measure, Program, Session, Touchpoint } from '../state.ts';
import { plusDays, plusHours } from '../time.ts';

const answerableDays = 7;

/** Sent, not answered, and not so long ago that the answer would be about something else. */
export function isAnswerable(row: Touchpoint, now: Instant): boolean {
  return (
    row.status === 'sent' &&
    row.answeredAt === null &&
    row.answerBy !== null &&
    row.sentAt !== null &&
    now < plusDays(row.sentAt, answerableDays)
  );
}

export function answerCheckIn(change: Change, key: string, given: Omit<CheckIn, 'key' | 'at'>): Refused | undefined {
  const session = change.program.sessions.find(({ touchpoints }) => touchpoints.some((one) => one.key === key));
  const row = session?.touchpoints.find((one) => one.key === key);
  if (!session || !row) return refuse('not-found', 'There is no such question.');
  if (!isAnswerable(row, change.now)) return refuse('wrong-state', 'This was answered already, or is no longer asked.');
  const checkIn: CheckIn = { ...given, key, at: change.now };
  const { sessionId } = session;
  change.record('check-in-answered', { sessionId, ...checkIn });
  change.putSession({
    ...session,
    checkIns: [...session.checkIns, checkIn],
    touchpoints: session.touchpoints.map((one) => (one === row ? { ...one, answeredAt: change.now } : one)),
  });
  change.resolveTasks((task) => task.kind === 'no-answer' && task.sessionId === sessionId, 'The patient has answered.');
  raiseWhatWasSaid(change, sessionId, checkIn);
  return undefined;
}

function raiseWhatWasSaid(change: Change, sessionId: string, { unsafe, unwell, wantsCall, note }: CheckIn): void {
  const { program, now } = change;
  const { phone } = program.patient;
  if (unsafe)
    change.raiseTask({
      kind: 'unsafe',
      urgency: 'urgent',
      sessionId,
      owner: clinicianOf(program),
      due: plusHours(now, 1),
      rule: 'R14',
      text: `The patient says that they do not feel safe: call ${phone} now.`,
    });
  if (unwell || wantsCall || note)
    change.raiseTask({
      kind: 'wants-call',
      urgency: unwell || wantsCall ? 'urgent' : 'soon',
      sessionId,
      owner: leadOf(program),
      due: plusHours(now, unwell || wantsCall ? 4 : 24),
      rule: 'R14',
      text: [
        ...(unwell ? ['The patient feels unwell.'] : []),
        ...(wantsCall ? ['The patient asks for a call.'] : []),
        ...(note ? ['The patient wrote a note: read it.'] : []),
        `Phone ${phone}.`,
      ].join(' '),
    });
}

type Scale = { items: number; bands: readonly (readonly [from: number, severity: string])[] };

/**
 * PHQ-9: Kroenke, Spitzer, Williams, J Gen Intern Med 2001;16:606. GAD-7: Spitzer et al., Arch Intern Med 2006;166:1092.
 * Each item 0 to 3, the score is their sum.
 */
const scales: Record<Instrument, Scale> = {
  'phq-9': {
    items: 9,
    bands: [
      [0, 'minimal'],
      [5, 'mild'],
      [10, 'moderate'],
      [15, 'moderately-severe'],
      [20, 'severe'],
    ],
  },
  'gad-7': {
    items: 7,
    bands: [
      [0, 'minimal'],
      [5, 'mild'],
      [10, 'moderate'],
      [15, 'severe'],
    ],
  },
};

export function itemsOf(instrument: Instrument): number {
  return scales[instrument].items;
}

export function scoreOf(instrument: Instrument, items: readonly number[]): { score: number; severity: string } {
  const score = items.reduce((sum, item) => sum + item, 0);
  return { score, severity: scales[instrument].bands.findLast(([from]) => from <= score)?.[1] ?? 'minimal' };
}

/** The instruments that are asked for now and were not answered since. */
export function dueMeasures(protocol: Protocol, program: Program, now: Instant): Instrument[] {
  const asked = [...program.notices, ...program.sessions.flatMap(({ touchpoints }) => touchpoints)]
    .filter(
      (one) => one.name === 'measure' && ['sent', 'merged'].includes(one.status) && one.at <= now && now < one.useBy,
    )
    .map(({ at }) => at)
    .sort()
    .at(-1);
  if (!asked || program.status !== 'active') return [];
  return protocol.measures.instruments.filter(
    (instrument) => !program.measures.some((one) => one.instrument === instrument && one.at >= asked),
  );
}

/** Between the start of a dose and the instant "not before" nothing that a patient says about consent, lead or mood counts. */
export function isUnderInfluence(protocol: Protocol, program: Program, now: Instant): boolean {
  return program.sessions.filter(({ kind }) => isDose(kind)).some((one) => isUnder(protocol, program, one, now));
}

function isUnder(protocol: Protocol, program: Program, session: Session, now: Instant): boolean {
  if (session.status === 'in-session') return true;
  const { actual } = session;
  return actual?.endedAt
    ? actual.startedAt <= now && now < notBefore(protocol, actual.endedAt, program.patient)
    : false;
}

export function takeMeasure(
  change: Change,
  instrument: Instrument,
  items: readonly number[],
  by: Measure['by'],
): Refused | { measure: Measure } {
  const { program, protocol, now, context } = change;
  const path = 'items';
  if (items.length !== itemsOf(instrument) || items.some((one) => !Number.isInteger(one) || one < 0 || one > 3))
    return refuse('invalid', `${instrument} has ${itemsOf(instrument)} answers from 0 to 3.`, {
      errors: [{ path, message: `Needed: ${itemsOf(instrument)} whole numbers from 0 to 3.` }],
    });
  // What the protocol asks for later than the program's end is asked by the clinic.
  if (!isRunning(program.status) && !(by === 'clinic' && program.status === 'completed'))
    return refuse('wrong-state', `The program is ${program.status}: no questionnaire is taken any more.`);
  if (by === 'patient' && isUnderInfluence(protocol, program, now))
    return refuse('wrong-state', 'Please answer this later: rest first.');
  if (by === 'patient' && !dueMeasures(protocol, program, now).includes(instrument))
    return refuse('wrong-state', 'This was answered already, or is not asked now.');
  const measure: Measure = {
    measureId: context.newId('measure'),
    instrument,
    at: now,
    items,
    ...scoreOf(instrument, items),
    dosesGiven: givenDoses(program).length,
    by,
  };
  change.update({ measures: [...program.measures, measure] });
  change.record('measure-taken', { ...measure });
  if (instrument === 'phq-9' && (items[8] ?? 0) > 0)
    change.raiseTask({
      kind: 'unsafe',
      urgency: 'urgent',
      owner: clinicianOf(program),
      due: plusHours(now, 1),
      rule: 'R14',
      text: `The patient's answer to item 9 of a questionnaire is above zero: call ${program.patient.phone} now.`,
    });
  return { measure };
}
