/** Random courses, played by their executions: what must hold whatever people do, and whatever SES does. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { giveClearance, makeDecision } from '../../shared/domain/program/clinical.ts';
import { addScreening } from '../../shared/domain/program/people.ts';
import { hold, resume } from '../../shared/domain/program/standing.ts';
import type { SessionKind } from '../../shared/domain/protocol.ts';
import { bookSession } from '../../shared/domain/session/book.ts';
import { cancelSession } from '../../shared/domain/session/cancel.ts';
import { changeSession } from '../../shared/domain/session/move.ts';
import { recordOutcome } from '../../shared/domain/session/outcome.ts';
import { startSession } from '../../shared/domain/session/start.ts';
import type { Patient, SessionStart, Touchpoint } from '../../shared/domain/state.ts';
import {
  beforeQuietHours,
  dateIn,
  minutesBetween,
  plusDays,
  plusMinutes,
  resolveStart,
} from '../../shared/domain/time.ts';
import type { SendOutcome } from '../../shared/domain/workflow/settle.ts';
import { answers, aProgram, bookingOf, type Course, calm, checks, outcomeOf } from './builders.ts';
import { accept, type Executions, play } from './executions.ts';

const zones = ['America/Denver', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland'];
const quietHours = [
  { from: '21:00', to: '08:00' },
  { from: '00:00', to: '00:00' },
  { from: '01:00', to: '09:30' },
  { from: '18:00', to: '08:00' },
];

type Action =
  | { do: 'book'; kind: SessionKind; days: number; hour: number; zone: string }
  | { do: 'move'; which: number; days: number; hour: number; zone: string }
  | { do: 'cancel' | 'place' | 'start' | 'outcome' | 'decide'; which: number }
  | { do: 'hold' | 'resume' | 'screen' }
  | { do: 'wait'; minutes: number };

const which = fc.nat({ max: 9 });
const when = { days: fc.nat({ max: 12 }), hour: fc.nat({ max: 23 }), zone: fc.constantFrom(...zones) };
const kinds = ['preparation', 'dosing', 'dosing', 'dosing', 'integration'] as const;
const wait = fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 4 * 24 * 60 }) });
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ do: fc.constant('book' as const), kind: fc.constantFrom(...kinds), ...when }),
  fc.record({ do: fc.constant('move' as const), which, ...when }),
  fc.record({ do: fc.constantFrom('cancel', 'place', 'start', 'outcome', 'decide'), which }),
  fc.record({ do: fc.constantFrom('hold', 'resume', 'screen') }),
  wait,
  wait,
);
const mailings = fc.array(fc.constantFrom('ok', 'ok', 'ok', 'throttled', 'rejected', 'unknown'), { maxLength: 30 });
const patients = fc.record({ timeZone: fc.constantFrom(...zones), quietHours: fc.constantFrom(...quietHours) });
const courses = fc.record({
  patient: patients,
  mail: mailings,
  actions: fc.array(action, { minLength: 4, maxLength: 16 }),
});
type Played = { course: Course; executions: Executions; phases: string[] };

function startOf(
  course: Course,
  { days, hour, zone }: { days: number; hour: number; zone: string },
): SessionStart | null {
  const day = dateIn(plusDays(course.now, days), zone);
  const resolved = resolveStart(`${day}T${String(hour).padStart(2, '0')}:00`, zone);
  return resolved.ok ? resolved.start : null;
}

function act(course: Course, executions: Executions, one: Action, index: number): void {
  if (one.do === 'wait') return void executions.runTo(plusMinutes(course.now, one.minutes));
  if (one.do === 'hold') return void course.try((change) => hold(change, 'other', null));
  if (one.do === 'resume') return void course.try((change) => resume(change, 'other', null));
  if (one.do === 'screen') {
    const yes = index % 2 ? ['serious-heart-problem'] : [];
    return void course.try((change) => addScreening(change, { answers: answers(...yes), takes: [] }));
  }
  if (one.do === 'book') {
    const start = startOf(course, one);
    return start ? void course.try((change) => bookSession(change, bookingOf(one.kind, start))) : undefined;
  }
  const session = course.program.sessions[course.program.sessions.length - 1 - one.which];
  if (!session) return;
  const id = session.sessionId;
  if (one.do === 'move') {
    const start = startOf(course, one);
    return start ? void course.try((change) => changeSession(change, id, { start })) : undefined;
  }
  if (one.do === 'place')
    return void course.try((change) => changeSession(change, id, { place: { text: `${index}`, url: null } }));
  if (one.do === 'cancel') return void course.try((change) => cancelSession(change, id, 'other', null));
  if (one.do === 'decide')
    return void course.try((change) =>
      makeDecision(change, { about: 'late-booking', sessionId: id, decision: 'proceed', reason: 'x' }),
    );
  if (one.do === 'start') {
    if (session.status === 'booked' && session.start.instant > course.now) executions.runTo(session.start.instant);
    course.try((change) => giveClearance(change, id, checks()));
    return void course.try((change) => startSession(change, id, { monitorPresent: true, vitals: calm }));
  }
  executions.runTo(plusMinutes(course.now, 90));
  const startedAt = session.actual?.startedAt ?? plusMinutes(course.now, -60);
  const recordedLate = { reason: 'x' };
  course.try((change) => recordOutcome(change, id, { ...outcomeOf(course, id), startedAt, recordedLate }));
}

function playAll({
  patient,
  mail,
  actions,
}: {
  patient: Pick<Patient, 'timeZone' | 'quietHours'>;
  mail: string[];
  actions: Action[];
}): Played {
  const course = aProgram({ patient }).prepared();
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
  actions.forEach((one, index) => {
    act(course, executions, one, index);
    phases.push(`${course.program.phaseDose * 10 + order.indexOf(course.program.phase)}`);
  });
  executions.runTo(plusDays(course.now, 40));
  return { course, executions, phases };
}
const order = ['care-team', 'preparation', 'dosing', 'integration', 'ongoing'];
const rowsOf = (course: Course): Touchpoint[] => [
  ...course.program.notices,
  ...course.program.sessions.flatMap((one) => one.touchpoints),
];

const always = (
  seed: number,
  numRuns: number,
  check: (played: Played, given: { patient: Pick<Patient, 'timeZone' | 'quietHours'> }) => void,
): void =>
  fc.assert(
    fc.property(courses, (given) => check(playAll(given), given)),
    { seed, numRuns },
  );

describe('whatever people and SES do', () => {
  test('no message goes before its time, nor with less than 5 minutes left', () => {
    always(11, 120, ({ executions }) => {
      for (const one of executions.sent) {
        expect(one.at >= one.plannedAt).toBe(true);
        expect(minutesBetween(one.at, one.useBy)).toBeGreaterThanOrEqual(5);
      }
    });
  });

  test('every row is settled at the end, and failures left a task', () => {
    always(12, 120, ({ course }) => {
      const open = rowsOf(course).filter((one) => ['planned', 'claimed', 'unknown'].includes(one.status));
      expect(open).toEqual([]);
      const failed = rowsOf(course).filter((one) => one.status === 'failed').length;
      expect(course.program.tasks.filter((one) => one.kind === 'message-failed')).toHaveLength(failed);
    });
  });

  test('no key goes out more than twice, twice only as copy 2', () => {
    always(13, 120, ({ course, executions }) => {
      const accepted = rowsOf(course).filter((one) => one.status === 'sent');
      for (const { key, copy } of rowsOf(course)) {
        const tries = executions.sent.filter((one) => one.key === key).length;
        const throttles = course.events.filter(
          (one) => one.type === 'message-throttled' && one.data.key === key,
        ).length;
        expect(tries - throttles).toBeLessThanOrEqual(copy);
      }
      expect(new Set(accepted.map((one) => one.sesMessageId)).size).toBe(accepted.length);
    });
  });

  test('reminders stay out of quiet hours, but for what was overdue and goes at once', () => {
    always(14, 120, ({ executions }, { patient }) => {
      for (const one of executions.sent.filter(
        ({ name, at, plannedAt }) => name.startsWith('reminder') && at === plannedAt,
      ))
        expect(beforeQuietHours(one.at, patient.quietHours, patient.timeZone)).toBe(one.at);
    });
  });

  test('nothing of a cancelled session or an earlier revision goes after the change', () => {
    always(15, 120, ({ course }) => {
      const stopped = new Map<string, number>();
      for (const { type, data } of course.events) {
        const id = `${data.sessionId}`;
        if (type === 'session-moved') stopped.set(id, Number(data.revision));
        if (type === 'session-cancelled') stopped.set(id, Number.POSITIVE_INFINITY);
        if (type !== 'message-claimed') continue;
        const [, session, revision, name] = /^(session_\d+)_r(\d+)_([a-z0-9-]+)_/.exec(`${data.key}`) ?? [];
        if (!session || name === 'cancelled' || name?.startsWith('after') || name?.startsWith('next-day')) continue;
        expect(Number(revision)).toBeGreaterThanOrEqual(stopped.get(session) ?? 1);
      }
    });
  });

  test('nothing from before a session goes while the program is on hold', () => {
    always(16, 120, ({ course }) => {
      let onHold = false;
      for (const { type, data } of course.events) {
        if (type === 'program-held') onHold = true;
        if (type === 'program-resumed') onHold = false;
        if (type === 'message-claimed' && onHold) expect(`${data.key}`).toMatch(/on-hold|cancelled|after|next-day/);
      }
    });
  });

  test('phases and dose numbers never go back', () => {
    always(17, 120, ({ phases }) => {
      expect(phases).toEqual([...phases].sort((a, b) => Number(a) - Number(b)));
    });
  });

  test('keys are unique, short, and made of what SES tags allow', () => {
    always(18, 80, ({ course }) => {
      const keys = rowsOf(course).map((one) => one.key);
      expect(new Set(keys).size).toBe(keys.length);
      for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
    });
  });

  test('"not yet" goes at most once per revision and block', () => {
    always(19, 120, ({ course }) => {
      for (const session of course.program.sessions)
        for (let revision = 1; revision <= session.revision; revision += 1) {
          const of = (name: string): number =>
            session.touchpoints.filter((one) => one.revision === revision && one.name === name && one.status === 'sent')
              .length;
          expect(of('not-yet')).toBeLessThanOrEqual(1);
        }
    });
  });

  test('the same course gives the same record', () => {
    fc.assert(
      fc.property(courses, (given) => {
        const [one, two] = [playAll(given), playAll(given)];
        expect(one.course.program).toEqual(two.course.program);
        expect(one.course.events).toEqual(two.course.events);
      }),
      { seed: 20, numRuns: 40 },
    );
  });
});
