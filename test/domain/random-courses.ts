/** Random wishes of people and random words of SES, played to their end. */
import fc from 'fast-check';
import { answerAsMonitor, answerCheck, checkQuestions } from '../../shared/domain/patient/session-answers.ts';
import { remindersOf } from '../../shared/domain/planning.ts';
import { giveClearance, makeDecision } from '../../shared/domain/program/clinical.ts';
import { changePatient, type PatientChange } from '../../shared/domain/program/patient-data.ts';
import { addScreening } from '../../shared/domain/program/people.ts';
import { hold, resume } from '../../shared/domain/program/standing.ts';
import type { Protocol, SessionKind } from '../../shared/domain/protocol.ts';
import { bookSession } from '../../shared/domain/session/book.ts';
import { cancelSession } from '../../shared/domain/session/cancel.ts';
import { changeSession } from '../../shared/domain/session/move.ts';
import { recordOutcome } from '../../shared/domain/session/outcome.ts';
import { startSession } from '../../shared/domain/session/start.ts';
import type { Clinic, Patient, Session, SessionStart, Touchpoint } from '../../shared/domain/state.ts';
import { dateIn, plusDays, plusMinutes, resolveStart } from '../../shared/domain/time.ts';
import type { SendOutcome } from '../../shared/domain/workflow/settle.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { aProgram, bookingOf, type Course, outcomeOf } from './builders.ts';
import { accept, type Executions, play } from './executions.ts';
import { answers, calm, checks, luis, nurse } from './people.ts';

const zones = ['America/Denver', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland'];
const quietHours = [
  { from: '21:00', to: '08:00' },
  { from: '00:00', to: '00:00' },
  { from: '01:00', to: '09:30' },
  { from: '18:00', to: '08:00' },
];

const emails = ['luis@example.com', 'eva@example.com'];

type Action =
  | { do: 'book'; kind: SessionKind; days: number; hour: number; zone: string }
  | { do: 'move'; which: number; days: number; hour: number; zone: string }
  | { do: 'cancel' | 'place' | 'start' | 'outcome' | 'decide'; which: number }
  | { do: 'hold' | 'resume' | 'screen' }
  | { do: 'patient'; change: PatientChange }
  | { do: 'monitor'; which: number; email: string }
  | { do: 'answer' | 'attend'; which: number; yes: boolean }
  | { do: 'wait'; minutes: number };

const which = fc.nat({ max: 3 });
const when = { days: fc.nat({ max: 12 }), hour: fc.nat({ max: 23 }), zone: fc.constantFrom(...zones) };
const kinds = ['preparation', 'dosing', 'dosing', 'dosing', 'integration'] as const;
const wait = fc.record({
  do: fc.constant('wait' as const),
  minutes: fc.oneof(fc.integer({ min: 1, max: 180 }), fc.integer({ min: 1, max: 2 * 24 * 60 })),
});
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ do: fc.constant('book' as const), kind: fc.constantFrom(...kinds), ...when }),
  fc.record({ do: fc.constant('move' as const), which, ...when }),
  fc.record({ do: fc.constantFrom('start', 'outcome', 'outcome', 'decide'), which }),
  fc.record({ do: fc.constantFrom('cancel', 'place'), which }),
  fc.record({ do: fc.constantFrom('hold', 'resume', 'screen') }),
  fc.record({
    do: fc.constant('patient' as const),
    change: fc.oneof(
      fc.record({ timeZone: fc.constantFrom(...zones) }),
      fc.record({ quietHours: fc.constantFrom(...quietHours) }),
      fc.record({ email: fc.constantFrom('maya@example.com', 'maya@new.example') }),
    ),
  }),
  fc.record({ do: fc.constant('monitor' as const), which, email: fc.constantFrom(...emails) }),
  fc.record({ do: fc.constantFrom('answer', 'attend'), which, yes: fc.boolean() }),
  wait,
  wait,
);
/** Protocols that a clinic might write: other windows, other reminders, other questions. */
const protocols: fc.Arbitrary<Protocol> = fc
  .record({
    hours: fc.array(fc.constantFrom(1, 2, 3, 4, 6, 12, 24, 48), { minLength: 1, maxLength: 5 }),
    days: fc.constantFrom([], [0], [0, 1, 2], [0, 3]),
    confirm: fc.constantFrom(6, 12, 24),
    asWritten: fc.boolean(),
  })
  .map(({ hours, days, confirm, asWritten }): Protocol => {
    if (asWritten) return ketamineHome;
    const subjects = ['benzodiazepine', 'alcohol', 'solid-food', 'liquids', 'stimulant'] as const;
    const [sample] = ketamineHome.guidelines;
    if (!sample) throw new Error('no guideline');
    return {
      ...ketamineHome,
      guidelines: hours.map((hoursBefore, index) => ({
        ...sample,
        id: `rule-${index}`,
        subject: subjects[index] ?? 'alcohol',
        from: { anchor: 'planned-start', hoursBefore },
      })),
      confirmation: { hoursBefore: confirm },
      checkIns: { days, answerBy: '18:00' },
    };
  });
const mailings = fc.array(fc.constantFrom('ok', 'ok', 'ok', 'throttled', 'rejected', 'unknown'), { maxLength: 30 });
const patients = fc.record({ timeZone: fc.constantFrom(...zones), quietHours: fc.constantFrom(...quietHours) });
export const courses = fc.record({
  patient: patients,
  protocol: protocols,
  onCall: fc.constantFrom(null, nurse),
  mail: mailings,
  actions: fc.array(action, { minLength: 8, maxLength: 30, size: 'max' }),
});
export type Played = {
  course: Course;
  executions: Executions;
  phases: string[];
  onCall: Clinic['onCall'];
  /** After each action: reminders still planned, and what would be derived at that moment. */
  planned: { row: Touchpoint; plans: { name: string; at: string }[] }[];
};

function plannedNow(course: Course): Played['planned'] {
  return course.program.sessions
    .filter(({ status }) => status === 'booked')
    .flatMap((session) =>
      session.touchpoints
        .filter(
          (row) => row.status === 'planned' && row.revision === session.revision && row.name.startsWith('reminder'),
        )
        .map((row) => ({ row, plans: remindersOf(course.setting, session, row.audience) })),
    );
}

function startOf(
  course: Course,
  { days, hour, zone }: { days: number; hour: number; zone: string },
): SessionStart | null {
  const day = dateIn(plusDays(course.now, days), zone);
  const resolved = resolveStart(`${day}T${String(hour).padStart(2, '0')}:00`, zone);
  return resolved.ok ? resolved.start : null;
}

/** Refusals are fine: the rules decide what becomes of a wish. */
function act(course: Course, executions: Executions, one: Action, index: number): void {
  switch (one.do) {
    case 'wait':
      executions.runTo(plusMinutes(course.now, one.minutes));
      return;
    case 'hold':
      course.try((change) => hold(change, 'other', null));
      return;
    case 'resume':
      course.try((change) => resume(change, 'other', null));
      return;
    case 'screen': {
      const yes = index % 4 === 1 ? ['serious-heart-problem'] : [];
      course.try((change) => addScreening(change, { answers: answers(...yes), takes: [] }));
      return;
    }
    case 'patient':
      course.try((change) => changePatient(change, one.change));
      return;
    case 'book': {
      const start = startOf(course, one);
      if (start) course.try((change) => bookSession(change, bookingOf(one.kind, start)));
      return;
    }
    default: {
      const session = course.program.sessions[course.program.sessions.length - 1 - one.which];
      if (session) actOn(course, executions, one, session, index);
    }
  }
}

function actOn(
  course: Course,
  executions: Executions,
  one: Extract<Action, { which: number }>,
  session: Session,
  index: number,
): void {
  const id = session.sessionId;
  switch (one.do) {
    case 'move': {
      const start = startOf(course, one);
      if (start) course.try((change) => changeSession(change, id, { start }));
      return;
    }
    case 'monitor':
      course.try((change) => changeSession(change, id, { monitor: { ...luis, email: one.email } }));
      return;
    case 'attend': {
      const answer = { revision: session.revision, email: session.monitor?.email ?? '', attends: one.yes };
      course.try((change) => answerAsMonitor(change, id, answer));
      return;
    }
    case 'answer': {
      const asked = checkQuestions(course.protocol, session, course.now);
      if (!asked) return;
      const all = (codes: readonly string[]) => Object.fromEntries(codes.map((code) => [code, one.yes]));
      const given = { answers: all(asked.contraindications), taken: all(asked.taken), note: null };
      course.try((change) => answerCheck(change, id, { ...given, revision: session.revision }));
      return;
    }
    case 'place':
      course.try((change) => changeSession(change, id, { place: { text: `${index}`, url: null } }));
      return;
    case 'cancel':
      course.try((change) => cancelSession(change, id, 'other', null));
      return;
    case 'decide':
      course.try((change) =>
        makeDecision(change, {
          about: session.blocked[0]?.about ?? 'late-booking',
          sessionId: id,
          decision: 'proceed',
          reason: 'x',
        }),
      );
      return;
    case 'start':
      if (session.status === 'booked' && session.start.instant > course.now) executions.runTo(session.start.instant);
      course.try((change) => giveClearance(change, id, checks()));
      course.try((change) => startSession(change, id, { monitorPresent: true, vitals: calm }));
      return;
    case 'outcome': {
      executions.runTo(plusMinutes(course.now, 90));
      const startedAt = session.actual?.startedAt ?? plusMinutes(course.now, -60);
      const recordedLate = { reason: 'x' };
      course.try((change) => recordOutcome(change, id, { ...outcomeOf(course, id), startedAt, recordedLate }));
      return;
    }
  }
}

export function playAll({
  patient,
  protocol,
  onCall,
  mail,
  actions,
}: {
  patient: Pick<Patient, 'timeZone' | 'quietHours'>;
  protocol: Protocol;
  onCall: Clinic['onCall'];
  mail: string[];
  actions: Action[];
}): Played {
  const course = aProgram({ patient, protocol, clinic: { onCall } }).prepared();
  let sends = 0;
  const throttled = new Set<string>();
  const executions = play(course, (key): SendOutcome => {
    sends += 1;
    const kind = mail[sends % (mail.length + 1)];
    if (kind === 'throttled' && !throttled.has(key)) {
      throttled.add(key);
      return { outcome: 'throttled' };
    }
    if (kind === 'rejected') return { outcome: 'rejected', code: 'MessageRejected' };
    return kind === 'unknown' ? { outcome: 'unknown', code: 'Timeout' } : accept(key);
  });
  const phases: string[] = [];
  const planned: Played['planned'] = [];
  actions.forEach((one, index) => {
    act(course, executions, one, index);
    planned.push(...plannedNow(course));
    phases.push(`${course.program.phaseDose * 10 + order.indexOf(course.program.phase)}`);
  });
  executions.runTo(plusDays(course.now, 40));
  return { course, executions, phases, onCall, planned };
}
const order = ['care-team', 'preparation', 'dosing', 'integration', 'ongoing'];
