/** Every command in every phase and status: accepted, or the code of its refusal. */
import { describe, expect, test } from 'vitest';
import type { Change } from '../../shared/domain/change.ts';
import { putCareTeam } from '../../shared/domain/program/care-team.ts';
import { giveClearance, makeDecision } from '../../shared/domain/program/clinical.ts';
import { addIntention, addScreening, signConsent, withdrawConsent } from '../../shared/domain/program/people.ts';
import { endProgram, hold, recordDeath, resume } from '../../shared/domain/program/standing.ts';
import type { SessionKind } from '../../shared/domain/protocol.ts';
import { bookSession } from '../../shared/domain/session/book.ts';
import { cancelSession } from '../../shared/domain/session/cancel.ts';
import { changeSession } from '../../shared/domain/session/move.ts';
import { recordOutcome } from '../../shared/domain/session/outcome.ts';
import { startSession } from '../../shared/domain/session/start.ts';
import type { Phase, ProgramStatus } from '../../shared/domain/state.ts';
import { plusDays } from '../../shared/domain/time.ts';
import { aProgram, bookingOf, type Course, outcomeOf } from './builders.ts';
import { answers, calm, checks, fullTeam, wall } from './people.ts';

const phases: Phase[] = ['care-team', 'preparation', 'dosing', 'integration', 'ongoing'];
const statuses: ProgramStatus[] = ['active', 'on-hold', 'completed', 'withdrawn', 'discharged', 'deceased'];
const end = (status: 'withdrawn' | 'discharged') => (change: Change) => endProgram(change, status, 'other', null);

/** A program of that phase, brought into that status. */
function standing(phase: Phase, status: ProgramStatus): Course {
  const course = aProgram({ careTeam: phase === 'care-team' ? fullTeam.slice(1) : fullTeam }).inPhase(phase);
  if (status === 'on-hold') course.do((change) => hold(change, 'other', null));
  if (status === 'withdrawn' || status === 'discharged') course.do(end(status));
  if (status === 'deceased') course.do((change) => recordDeath(change, '2027-03-01', null));
  if (status === 'completed') {
    if (phase !== 'ongoing') throw new Error('only the last phase completes');
    course.meet('closing', '2027-03-12T15:00');
  }
  return course;
}
const pairs = phases.flatMap((phase) =>
  statuses.filter((status) => status !== 'completed' || phase === 'ongoing').map((status) => ({ phase, status })),
);
const soon = (course: Course): string => `${plusDays(course.now, 10).slice(0, 10)}T10:00`;
const run =
  (...open: ProgramStatus[]) =>
  (status: ProgramStatus): string =>
    open.includes(status) ? 'accepted' : 'wrong-state';
const running = run('active', 'on-hold');

const ofProgram: [string, (change: Change, course: Course) => unknown, (status: ProgramStatus) => string][] = [
  ['put the care team', (change) => putCareTeam(change, { careTeam: fullTeam, consentedOn: '2027-01-04' }), running],
  ['sign a consent', (change) => signConsent(change, 'treatment', '2027-01-05'), running],
  ['withdraw a consent', (change) => withdrawConsent(change, 'email'), running],
  ['add a screening', (change) => addScreening(change, { answers: answers(), takes: [] }), running],
  ['add an intention', (change) => addIntention(change, 'Rest.'), running],
  [
    'decide about the lapse',
    (change) => makeDecision(change, { about: 'lapse', sessionId: null, decision: 'proceed', reason: 'x' }),
    running,
  ],
  [
    'decide about a caution that is not open',
    (change) => makeDecision(change, { about: 'caution', sessionId: null, decision: 'proceed', reason: 'x' }),
    () => 'wrong-state',
  ],
  ['hold', (change) => hold(change, 'other', null), run('active')],
  ['resume', (change) => resume(change, 'other', null), run('on-hold')],
  ['withdraw', end('withdrawn'), running],
  ['discharge', end('discharged'), running],
  ['record a death', (change) => recordDeath(change, '2027-03-01', null), run(...statuses.slice(0, 5))],
];

describe.each(ofProgram)('%s', (_, command, expected) => {
  test.each(pairs)('$phase, $status', ({ phase, status }) => {
    const course = standing(phase, status);
    expect(course.codeOf((change) => command(change, course))).toBe(expected(status));
  });
});

const bookable: Record<Phase, Record<SessionKind, string>> = {
  'care-team': row('accepted', 'not-prepared', 'wrong-phase', 'wrong-phase'),
  preparation: row('accepted', 'not-prepared', 'wrong-phase', 'wrong-phase'),
  dosing: row('accepted', 'accepted', 'wrong-phase', 'wrong-phase'),
  integration: row('wrong-phase', 'not-integrated', 'accepted', 'wrong-phase'),
  ongoing: row('wrong-phase', 'wrong-phase', 'accepted', 'accepted'),
};
function row(preparation: string, dosing: string, integration: string, closing: string): Record<SessionKind, string> {
  return { preparation, dosing, integration, closing, continuing: 'wrong-phase' };
}
const kinds = Object.keys(bookable.dosing) as SessionKind[];

describe.each(kinds)('book a %s session', (kind) => {
  test.each(pairs)('$phase, $status', ({ phase, status }) => {
    const course = standing(phase, status);
    const code = course.codeOf((change) => bookSession(change, bookingOf(kind, soon(course))));
    expect(code).toBe(status === 'active' ? bookable[phase][kind] : 'wrong-state');
  });
});

/** A dose in each of its states, and what may be done to it then: while the program is active, on hold, withdrawn. */
const states = {
  booked: (course: Course, dose: string) => course.at(course.session(dose).start.instant).clear(dose),
  'in-session': (course: Course, dose: string) => states.booked(course, dose).start(dose),
  completed: (course: Course, dose: string) => states['in-session'](course, dose).at(later(course)).outcome(dose),
  'stopped-early': (course: Course, dose: string) =>
    states['in-session'](course, dose).at(later(course)).outcome(dose, { result: 'stopped-early' }),
  'no-show': (course: Course, dose: string) =>
    states.booked(course, dose).outcome(dose, { result: 'no-show', startedAt: null, endedAt: null }),
  cancelled: (course: Course, dose: string) => course.cancel(dose).at(later(course)),
} as const;
const later = (course: Course): string => plusDays(course.now, 0.05);

const toDose: Record<string, (change: Change, course: Course, dose: string) => unknown> = {
  move: (change, _, dose) => changeSession(change, dose, { start: wall('2027-01-29T10:00') }),
  cancel: (change, _, dose) => cancelSession(change, dose, 'other', null),
  clear: (change, _, dose) => giveClearance(change, dose, checks()),
  start: (change, _, dose) => startSession(change, dose, { monitorPresent: true, vitals: calm }),
  outcome: (change, course, dose) =>
    recordOutcome(change, dose, {
      ...outcomeOf(course, dose),
      startedAt: plusDays(course.now, -0.1),
      recordedLate: { reason: 'x' },
    }),
  vitals: (change, _, dose) =>
    makeDecision(change, { about: 'vitals', sessionId: dose, decision: 'proceed', reason: 'x' }),
};
const no = 'wrong-state';
const yes = 'accepted';
const expectedOfDose: [keyof typeof states, ProgramStatus, Record<string, string>][] = [
  ['booked', 'active', { move: yes, cancel: yes, clear: yes, start: yes, outcome: yes, vitals: yes }],
  ['booked', 'on-hold', { move: no, cancel: yes, clear: no, start: no, outcome: yes, vitals: yes }],
  ['booked', 'withdrawn', { move: no, cancel: no, clear: no, start: no, outcome: no, vitals: no }],
  ['in-session', 'active', { move: no, cancel: no, clear: no, start: no, outcome: yes, vitals: no }],
  ['in-session', 'on-hold', { move: no, cancel: no, clear: no, start: no, outcome: yes, vitals: no }],
  ['in-session', 'withdrawn', { move: no, cancel: no, clear: no, start: no, outcome: yes, vitals: no }],
  ['in-session', 'deceased', { move: no, cancel: no, clear: no, start: no, outcome: yes, vitals: no }],
  ...(['completed', 'stopped-early', 'no-show', 'cancelled'] as const).flatMap((state) =>
    (['active', 'on-hold', 'withdrawn'] as const).map(
      (status): [keyof typeof states, ProgramStatus, Record<string, string>] => [
        state,
        status,
        { move: no, cancel: no, clear: no, start: no, outcome: no, vitals: no },
      ],
    ),
  ),
];

describe.each(expectedOfDose)('a dose that is %s in a program that is %s', (state, status, expected) => {
  test.each(Object.keys(toDose))('%s', (command) => {
    const course = aProgram().prepared();
    const dose = course.book('dosing', '2027-01-20T10:00');
    states[state](course, dose);
    if (status === 'on-hold') course.do((change) => hold(change, 'other', null));
    if (status === 'withdrawn') course.do(end('withdrawn'));
    if (status === 'deceased') course.do((change) => recordDeath(change, '2027-01-20', null));
    expect(course.codeOf((change) => toDose[command]?.(change, course, dose))).toBe(expected[command]);
  });
});

test.each(['move', 'cancel', 'clear', 'start', 'vitals'])('a session that does not exist: %s', (command) => {
  const course = aProgram().prepared();
  expect(course.codeOf((change) => toDose[command]?.(change, course, 'session_x'))).toBe('not-found');
});
