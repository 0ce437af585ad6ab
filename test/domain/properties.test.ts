/** Random courses, played by their executions: what must hold whatever people do, and whatever SES does. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Touchpoint } from '../../shared/domain/state.ts';
import { beforeQuietHours, minutesBetween } from '../../shared/domain/time.ts';
import type { Course } from './builders.ts';

import { courses, type Played, playAll } from './random-courses.ts';

const rowsOf = (course: Course): Touchpoint[] => [
  ...course.program.notices,
  ...course.program.sessions.flatMap((one) => one.touchpoints),
];

const always = (seed: number, numRuns: number, check: (played: Played) => void): void =>
  fc.assert(
    fc.property(courses, (given) => check(playAll(given))),
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

  test('while SES takes everything, every notice goes at the very instant of its cause', () => {
    const calmSes = courses.map((given) => ({ ...given, mail: [] }));
    const prompt = (name: string): boolean => !/^(reminder|next-day|check-in|measure)/.test(name);
    fc.assert(
      fc.property(calmSes, (given) => {
        const { course, executions } = playAll(given);
        for (const one of executions.sent.filter(({ name }) => prompt(name))) expect(one.at).toBe(one.plannedAt);
        const late = rowsOf(course).filter(
          (one) => prompt(one.name) && one.reason === 'too-late' && one.claim === null,
        );
        for (const one of late) expect(minutesBetween(one.at, one.useBy)).toBeLessThan(5);
      }),
      { seed: 10, numRuns: 150 },
    );
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
    always(14, 120, ({ executions }) => {
      for (const one of executions.sent.filter(
        ({ name, at, plannedAt }) => name.startsWith('reminder') && at === plannedAt,
      ))
        expect(beforeQuietHours(one.at, one.patientThen.quietHours, one.patientThen.timeZone)).toBe(one.at);
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
        if (!session || name?.startsWith('cancelled') || name?.startsWith('after') || name?.startsWith('next-day'))
          continue;
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
        if (type === 'message-claimed' && onHold)
          expect(`${data.key}`).toMatch(/on-hold|cancelled|after|next-day|check-in|welcome/);
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
            session.touchpoints.filter(
              (one) =>
                one.revision === revision && one.name === name && one.status === 'sent' && one.audience === 'patient',
            ).length;
          expect(of('not-yet')).toBeLessThanOrEqual(1);
        }
    });
  });

  test('what is planned is what would be derived now: for the zone, the quiet hours and the start of this moment', () => {
    always(21, 120, ({ planned }) => {
      for (const { row, plans } of planned)
        expect(plans.filter(({ name }) => name === row.name).map(({ at }) => at)).toContain(row.at);
    });
  });

  test('a monitor hears only of sessions that they are named for at that moment, or that they are not needed', () => {
    always(22, 120, ({ executions, course }) => {
      for (const one of executions.sentToMonitor.filter(({ name }) => name !== 'cancelled')) {
        const row = rowsOf(course).find(({ key }) => key === one.key);
        expect(row?.monitor?.email).toBe(one.monitorThen);
      }
    });
  });

  test('who declined, or said yes to what matters, starts no dose before a clinician has decided', () => {
    always(23, 120, ({ course }) => {
      const blocked = new Set<string>();
      for (const { type, data } of course.events) {
        const id = `${data.sessionId}`;
        if (type === 'dose-blocked' && data.about === 'answer') blocked.add(id);
        if (type === 'decision-made') blocked.delete(id);
        if (type === 'session-started') expect(blocked.has(id)).toBe(false);
      }
    });
  });

  test('a question without an answer becomes a task, and only where somebody is on call', () => {
    always(24, 120, ({ course, onCall }) => {
      const asked = rowsOf(course).filter((one) => one.answerBy && one.status === 'sent' && one.name !== 'welcome');
      if (!onCall) expect(asked).toEqual([]);
      for (const { key } of asked)
        expect(course.program.sessions.some(({ raised }) => raised.some((mark) => mark.includes(key)))).toBe(true);
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
