/** Starting a dose, and what follows it (R5, contract sections 4 to 6). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { example, startTestHome, type TestHome } from '../test-home.ts';
import {
  allChecks,
  book,
  clear,
  doseBody,
  kindsOfOpenTasks,
  ledger,
  ok,
  openTasks,
  preparedBefore,
  type Session,
  type Someone,
  sentTo,
  start,
  therapyBody,
} from './steps.ts';

let home: TestHome;
const names = ['shut', 'vitals', 'stopped', 'endless', 'late', 'absent'] as const;
type Name = (typeof names)[number];
const people = {} as Record<Name, Someone>;
const doses = {} as Record<Name, Session>;
const mailsOf = (name: Name) => sentTo(home, people[name].email, '2027-01-08T17:00');
const cautious = () => {
  const { screening } = example('enroll');
  return {
    screening: {
      answers: { ...screening.answers, 'urinary-symptoms': true },
      takes: ['benzodiazepine', 'antihypertensive'],
    },
  };
};
const outcome = (name: Name, more: Record<string, unknown>) => home.clinic.post(`${doses[name].path}/outcome`, more);

beforeAll(async () => {
  home = await startTestHome('2027-01-06T16:00:00.000Z');
  const enrolled = await preparedBefore(
    home,
    names.map(() => ({})),
    [cautious()],
  );
  for (const [index, name] of names.entries()) {
    people[name] = enrolled[index] as Someone;
    const monitor = name === 'shut' ? { monitor: null } : {};
    doses[name] = await book(home.clinic, people[name].base, doseBody('2027-01-08T10:00', monitor));
  }
});
afterAll(() => home?.close());

describe('the gates', () => {
  test('all that are shut are named, in the order of R5, and each says what opens it', async () => {
    const { base } = people.shut;
    expect(await kindsOfOpenTasks(home.clinic, people.shut.programId)).toEqual(['caution', 'medicines-plan']);
    await ok(home.clinic.post(`${base}/consents/treatment/withdraw`), 200);
    const answer = await start(home.clinic, doses.shut, {
      monitorPresent: false,
      vitals: { systolicMmHg: 141, diastolicMmHg: 80, heartRateBpm: 70 },
    });
    expect(answer.status).toBe(422);
    expect(answer.body.code).toBe('consent-missing');
    expect(answer.body.gates.map((gate: any) => gate.code)).toEqual([
      'consent-missing',
      'caution-open',
      'medicines-plan',
      'not-cleared',
      'no-monitor',
      'vitals-out-of-range',
      'too-early',
    ]);
    for (const gate of answer.body.gates) expect(gate.opensWith.length).toBeGreaterThan(10);
    expect(await kindsOfOpenTasks(home.clinic, people.shut.programId)).toContain('consent-withdrawn');
  });

  test('each opens by what it names', async () => {
    const { base } = people.shut;
    await ok(home.clinic.post(`${base}/consents`, { kind: 'treatment', signedOn: '2027-01-06' }), 201);
    for (const about of ['caution', 'medicines'])
      await ok(
        home.clinic.post(`${base}/decisions`, { about, decision: 'proceed', reason: 'Talked it through.' }),
        201,
      );
    const again = await home.clinic.post(`${base}/decisions`, { about: 'caution', decision: 'proceed', reason: 'x' });
    expect([again.status, again.body.code]).toEqual([409, 'wrong-state']);
    expect(await kindsOfOpenTasks(home.clinic, people.shut.programId)).toEqual([]);
    const monitor = { name: 'Ada', email: 'ada@example.com', phone: '+1 303 555 0101' };
    const { etag } = await home.clinic.get(doses.shut.path);
    await ok(home.clinic.patch(doses.shut.path, { monitor }, etag ?? ''), 200);
    const incomplete = { ...allChecks, 'transport-arranged': false };
    const partly = await ok(
      home.clinic.post(`${base}/clearances`, { sessionId: doses.shut.sessionId, checks: incomplete }),
      201,
    );
    expect(partly.body.validUntil).toBeNull();
    const gates = (await start(home.clinic, doses.shut)).body.gates.map((gate: any) => gate.code);
    expect(gates).toEqual(['not-cleared', 'too-early']);
    const { 'monitor-present': _left, ...missing } = allChecks;
    const unfit = await home.clinic.post(`${base}/clearances`, {
      sessionId: doses.shut.sessionId,
      checks: { ...missing, 'knows-the-way': true },
    });
    expect(unfit.status).toBe(400);
    expect(unfit.body.errors.map((one: any) => one.path)).toEqual(['checks.monitor-present', 'checks.knows-the-way']);
  });

  test('a clearance lasts 24 hours', async () => {
    await clear(home.clinic, people.shut.base, doses.shut);
    await home.runTo('2027-01-07T16:30:00Z');
    expect((await start(home.clinic, doses.shut)).body.gates.map((gate: any) => gate.code)).toEqual([
      'not-cleared',
      'too-early',
    ]);
  });

  test('from 15 minutes before to 120 after the planned start', async () => {
    await home.runTo('2027-01-08T16:44:59Z');
    for (const name of names) await clear(home.clinic, people[name].base, doses[name]);
    expect((await start(home.clinic, doses.stopped)).body.code).toBe('too-early');
    await home.runTo('2027-01-08T16:45:00Z');
    const noVitals = await home.clinic.post(`${doses.stopped.path}/start`, { monitorPresent: true });
    expect([noVitals.status, noVitals.body.errors[0].path]).toEqual([400, 'vitals']);
    expect((await start(home.clinic, doses.stopped)).status).toBe(200);
    expect((await start(home.clinic, doses.endless)).status).toBe(200);
    const twice = await start(home.clinic, doses.stopped);
    expect([twice.status, twice.body.code]).toEqual([409, 'wrong-state']);
  });

  test('blood pressure above 140/90 needs a decision, which holds for 60 minutes', async () => {
    const high = { vitals: { systolicMmHg: 138, diastolicMmHg: 91, heartRateBpm: 80 } };
    expect((await start(home.clinic, doses.vitals, high)).body.gates.map((gate: any) => gate.code)).toEqual([
      'vitals-out-of-range',
    ]);
    const decision = { about: 'vitals', sessionId: doses.vitals.sessionId, decision: 'proceed', reason: 'White coat.' };
    await ok(home.clinic.post(`${people.vitals.base}/decisions`, decision), 201);
    await home.runTo('2027-01-08T17:45:00Z');
    expect((await start(home.clinic, doses.vitals, high)).body.code).toBe('vitals-out-of-range');
    await ok(home.clinic.post(`${people.vitals.base}/decisions`, decision), 201);
    expect((await start(home.clinic, doses.vitals, high)).status).toBe(200);
  });
});

describe('how it went', () => {
  test('times in the future, in the wrong order or missing are refused, each by name', async () => {
    const future = await outcome('stopped', {
      result: 'completed',
      startedAt: '2027-01-08T17:46:00Z',
      endedAt: '2027-01-08T19:00:00Z',
    });
    expect(future.status).toBe(400);
    expect(future.body.errors.map((one: any) => one.path)).toEqual(['startedAt', 'endedAt']);
    expect((await outcome('stopped', { result: 'completed' })).body.errors).toHaveLength(2);
    const backwards = await outcome('stopped', {
      result: 'completed',
      startedAt: '2027-01-08T17:30:00Z',
      endedAt: '2027-01-08T17:00:00Z',
    });
    expect(backwards.body.errors[0].path).toBe('endedAt');
    const unstarted = await outcome('late', {
      result: 'completed',
      startedAt: '2027-01-08T17:00:00Z',
      endedAt: '2027-01-08T17:40:00Z',
    });
    expect([unstarted.status, unstarted.body.code]).toEqual([422, 'not-started']);
    const event = { code: 'anxiety', serious: false, at: '2027-01-08T18:00:00Z' };
    const ahead = await outcome('stopped', {
      result: 'stopped-early',
      startedAt: '2027-01-08T16:45:00Z',
      endedAt: '2027-01-08T17:40:00Z',
      adverseEvents: [event],
    });
    expect([ahead.status, ahead.body.errors?.[0]?.path]).toEqual([400, 'adverseEvents.0.at']);
    const began = await outcome('stopped', { result: 'no-show' });
    expect([began.status, began.body.code]).toEqual([409, 'wrong-state']);
  });

  test('stopped early counts as a dose, with its aftercare; a serious adverse event holds the program and asks a clinician at once', async () => {
    const stopped = await outcome('stopped', {
      result: 'stopped-early',
      startedAt: '2027-01-08T16:45:00Z',
      endedAt: '2027-01-08T17:40:00Z',
      adverseEvents: [{ code: 'accident-or-fall', serious: true, at: '2027-01-08T17:30:00Z', note: 'Fell.' }],
    });
    expect([stopped.status, stopped.body.status]).toEqual([200, 'stopped-early']);
    const [task] = await openTasks(home.clinic, people.stopped.programId);
    expect(task).toMatchObject({
      kind: 'adverse-event',
      urgency: 'urgent',
      owner: { email: 'ana.reyes@clinic.example' },
    });
    await home.settle();
    expect((await home.clinic.get(people.stopped.base)).body).toMatchObject({
      status: 'on-hold',
      dose: { done: 1 },
    });
    expect((await outcome('stopped', { result: 'no-show' })).status).toBe(409);
  });

  test('a dose that nobody started is recorded late, with a reason and an urgent task', async () => {
    const late = await outcome('late', {
      result: 'completed',
      startedAt: '2027-01-08T17:00:00Z',
      endedAt: '2027-01-08T17:40:00Z',
      recordedLate: { reason: 'The tablet was flat.' },
    });
    expect([late.status, late.body.status]).toEqual([200, 'completed']);
    expect(await kindsOfOpenTasks(home.clinic, people.late.programId)).toEqual(['recorded-late']);
  });

  test('a no-show has no times and no aftercare, and is no dose', async () => {
    const timed = await outcome('absent', { result: 'no-show', startedAt: '2027-01-08T17:00:00Z' });
    expect(timed.status).toBe(400);
    expect((await outcome('absent', { result: 'no-show' })).body.status).toBe('no-show');
    expect((await home.clinic.get(people.absent.base)).body.dose.done).toBe(0);
  });

  test('more than two hours late it does not start', async () => {
    await home.runTo('2027-01-08T19:00:01Z');
    expect((await start(home.clinic, doses.shut)).body.gates.map((gate: any) => gate.code)).toEqual(['too-late']);
    expect((await home.clinic.post(`${doses.shut.path}/cancel`, example('cancel'))).status).toBe(200);
  });

  test('a dose that was never ended: an estimate that names no clock time, a task two hours after the planned end', async () => {
    await home.runTo('2027-01-08T19:59:00Z');
    expect(await mailsOf('endless')).toEqual([]);
    await home.runTo('2027-01-08T20:59:00Z');
    expect(await mailsOf('endless')).toEqual(['2027-01-08T20:00 After your session']);
    const [mail] = (await home.mails(people.endless.email)).slice(-1);
    expect(mail?.text).toContain("full night's sleep");
    const body = mail?.text.slice(0, mail.text.indexOf('If you need help')).replace(/http\S+/g, '') ?? '';
    expect(body).not.toMatch(/\d{1,2}:\d{2}|\b[AP]M\b|Friday|Saturday/);
    expect(await kindsOfOpenTasks(home.clinic, people.endless.programId)).toEqual([]);
    await home.runTo('2027-01-08T21:00:00Z');
    expect(await kindsOfOpenTasks(home.clinic, people.endless.programId)).toEqual(['undocumented']);
    const recorded = await outcome('endless', {
      result: 'completed',
      startedAt: '2027-01-08T16:45:00Z',
      endedAt: '2027-01-08T18:50:00Z',
    });
    expect(recorded.status).toBe(200);
    expect(await kindsOfOpenTasks(home.clinic, people.endless.programId)).toEqual([]);
    await home.runTo('2027-01-09T17:00:00Z');
    expect(await mailsOf('endless')).toEqual([
      '2027-01-08T20:00 After your session',
      '2027-01-08T21:00 After your session',
      '2027-01-09T17:00 How are you today?',
    ]);
    const after = (await home.mails(people.endless.email)).at(-2)?.text ?? '';
    expect(after).toContain('8:00 AM on Saturday');
    expect(await ledger(home.clinic, people.endless.base, doses.endless.sessionId)).toEqual([
      'r1 reminder-3d merged merged',
      'r1 booked sent',
      'r1 reminder-24h sent',
      'r1 reminder-3h sent',
      'r1 after sent',
      'r1 after sent',
      'r1 next-day sent',
    ]);
  });

  test('who was mailed what after the dose', async () => {
    const aftercare = ['2027-01-08T17:45 After your session', '2027-01-09T17:00 How are you today?'];
    expect(await mailsOf('stopped')).toEqual(aftercare);
    expect(await mailsOf('late')).toEqual(aftercare);
    expect(await mailsOf('absent')).toEqual([]);
    // Started at 17:45 and never ended: the estimate counts from the planned end, as for everybody.
    expect(await mailsOf('vitals')).toEqual(['2027-01-08T20:00 After your session']);
    expect(await mailsOf('shut')).toEqual(['2027-01-08T19:00 Your session is cancelled']);
  });

  test('the next dose waits for its integration', async () => {
    const { base } = people.late;
    const early = await home.clinic.post(`${base}/sessions`, doseBody('2027-01-15T10:00'));
    expect([early.status, early.body.code]).toEqual([422, 'not-integrated']);
    await book(home.clinic, base, therapyBody('integration', '2027-01-12T10:00'));
    const next = await book(home.clinic, base, doseBody('2027-01-15T10:00'));
    expect(next.body.doseNumber).toBe(2);
    const wide = await home.clinic.patch(
      next.path,
      { start: { at: '2027-01-23T10:00', timeZone: 'America/Denver' } },
      next.etag,
    );
    expect(wide.body.warnings).toEqual(['spacing-above-max']);
    expect(await kindsOfOpenTasks(home.clinic, people.late.programId)).toEqual(['recorded-late', 'spacing']);
  });

  test('after a serious adverse event the next dose is blocked until a clinician has decided, although the program was resumed', async () => {
    const { base } = people.stopped;
    await ok(home.clinic.post(`${base}/resume`, { reason: 'medical' }), 200);
    await book(home.clinic, base, therapyBody('integration', '2027-01-12T10:00'));
    const next = await book(home.clinic, base, doseBody('2027-01-15T10:00'));
    expect(next.body.blocked.map((one: any) => one.about)).toEqual(['adverse-event']);
    const decision = { about: 'adverse-event', sessionId: next.sessionId, decision: 'proceed', reason: 'A bruise.' };
    await ok(home.clinic.post(`${base}/decisions`, decision), 201);
    expect((await ok(home.clinic.get(next.path), 200)).body.blocked).toEqual([]);
    expect(await kindsOfOpenTasks(home.clinic, people.stopped.programId)).not.toContain('adverse-event');
    expect((await home.clinic.post(`${base}/decisions`, decision)).body.code).toBe('wrong-state');
  });
});
