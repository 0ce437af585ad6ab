/** R12: nobody does anything for sixty days, and nothing is silently stuck. */
import { GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrollSomeone, example, startTestHome, type TestHome } from '../test-home.ts';
import { book, ok, openTasks, prepared, type Someone, sentTo, therapyBody } from './steps.ts';

let home: TestHome;
let alone: Someone;
let teamless: Someone;
let ready: Someone;
let held: Someone;

beforeAll(async () => {
  home = await startTestHome();
  alone = await enrollSomeone(home.clinic);
  teamless = await enrollSomeone(home.clinic, {}, { careTeam: [] });
  held = await enrollSomeone(home.clinic);
  [ready] = (await prepared(home, [{}])) as [Someone];
  await ok(home.clinic.post(`${held.base}/hold`, example('hold')), 200);
  // One session that takes place and is never documented.
  await book(home.clinic, alone.base, therapyBody('preparation', '2027-01-08T15:00'));
  await home.runTo('2027-03-05T16:00:00Z');
});
afterAll(() => home?.close());

const raised = async (someone: Someone) =>
  (await openTasks(home.clinic, someone.programId)).map(
    (task) => `${task.kind} ${task.raisedAt.slice(0, 10)} ${task.owner.email}`,
  );

test('each milestone that is overdue is told once, to whom it belongs', async () => {
  const lead = 'sam.lee@clinic.example';
  // 30 days after 4 January; the undocumented session a day after its planned end.
  expect((await raised(alone)).sort()).toEqual([`overdue 2027-02-03 ${lead}`, `undocumented 2027-01-09 ${lead}`]);
  // Nobody leads: 7 days, and whoever enrolled.
  const { body } = await home.clinic.get(teamless.base);
  expect(body).toMatchObject({
    phase: 'care-team',
    waitingFor: { what: 'care-team-ready', due: '2027-01-11T16:00:00.000Z' },
  });
  expect(await raised(teamless)).toEqual([`overdue 2027-01-11 ${body.waitingFor.owner.email}`]);
  expect(body.waitingFor.owner.name).toMatch(/\w/);
  expect(await raised(ready)).toEqual([`overdue 2027-01-20 ${lead}`]);
  expect(await raised(held)).toEqual([`overdue 2027-01-20 ${lead}`]);
});

test('the due dates stay where they were, and the programs ask for attention', async () => {
  const due = async (someone: Someone) => {
    const { waitingFor } = (await home.clinic.get(someone.base)).body;
    return `${waitingFor.what} ${waitingFor.due}`;
  };
  expect(await due(alone)).toBe('prepared 2027-02-03T16:00:00.000Z');
  expect(await due(ready)).toBe('dose-done 2027-01-20T16:30:00.000Z');
  expect(await due(held)).toBe('resume 2027-01-20T16:30:00.000Z');
  const { body } = await home.clinic.get('/v1/programs?attention=true');
  expect(body.items.map((one: any) => one.programId).sort()).toEqual(
    [alone, teamless, ready, held].map((one) => one.programId).sort(),
  );
});

test('nobody is mailed about nothing', async () => {
  expect(await sentTo(home, alone.email)).toEqual([
    '2027-01-06T16:30 Your session is booked',
    '2027-01-07T22:00 Your session is tomorrow',
  ]);
  for (const someone of [teamless, held]) expect(await sentTo(home, someone.email)).toEqual([]);
  expect(await sentTo(home, ready.email, '2027-01-06T16:30')).toEqual([]);
});

test('every program and the open session still have exactly one execution, of a short history', async () => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sfn = new SFNClient({ endpoint: home.home.urls.stepFunctions, region: 'us-east-1', credentials });
  const counts: Record<string, number> = {};
  for (const machine of ['program', 'session']) {
    const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:${machine}`;
    const { executions = [] } = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1000 }),
    );
    counts[machine] = executions.length;
    for (const { executionArn } of executions) {
      const { events = [] } = await sfn.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, reverseOrder: true }),
      );
      expect(Number(events[0]?.id)).toBeLessThan(2000);
    }
  }
  sfn.destroy();
  expect(counts).toEqual({ program: 4, session: 1 });
});

test('and whoever comes back goes on where it stood', async () => {
  const { etag } = await home.clinic.get(teamless.base);
  const careTeam = example('enroll').careTeam;
  const filled = await home.clinic.put(`${teamless.base}/care-team`, { careTeam, leadChange: null }, etag ?? '');
  expect(filled.status).toBe(200);
  await home.settle();
  const { body } = await home.clinic.get(teamless.base);
  expect(body).toMatchObject({
    phase: 'preparation',
    waitingFor: { what: 'prepared', due: '2027-04-04T16:00:00.000Z' },
  });
  expect(await raised(teamless)).toEqual([]);
});
