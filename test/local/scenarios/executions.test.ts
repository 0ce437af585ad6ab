/** Step Functions from outside: executions stopped by hand come back, and many patients at once do not mix (R2, R7). */
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrollSomeone, startTestHome, type TestHome } from '../test-home.ts';
import { book, ledger, type Session, type Someone, sentTo, therapyBody } from './steps.ts';

let home: TestHome;
let sfn: SFNClient;
const crowd: { someone: Someone; session: Session }[] = [];
const arnOf = (machine: string, name: string) => `arn:aws:states:us-east-1:000000000000:execution:${machine}:${name}`;
const statusOf = async (machine: string, name: string) =>
  (await sfn.send(new DescribeExecutionCommand({ executionArn: arnOf(machine, name) }))).status;
const stop = (machine: string, name: string) =>
  sfn.send(new StopExecutionCommand({ executionArn: arnOf(machine, name), cause: 'by hand' }));
const running = async (machine: string): Promise<string[]> => {
  const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:${machine}`;
  const { executions = [] } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1000 }),
  );
  return executions.map(({ name }) => name ?? '').sort();
};

beforeAll(async () => {
  home = await startTestHome();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  sfn = new SFNClient({ endpoint: home.home.urls.stepFunctions, region: 'us-east-1', credentials });
});
afterAll(async () => {
  sfn?.destroy();
  await home?.close();
});

test('thirty patients enrolled and booked at once: one execution each, one mail each after the welcome', async () => {
  await Promise.all(
    Array.from({ length: 30 }, async () => {
      const someone = await enrollSomeone(home.clinic);
      const session = await book(home.clinic, someone.base, therapyBody('preparation', '2027-01-06T15:00'));
      crowd.push({ someone, session });
    }),
  );
  await home.settle();
  expect(await running('program')).toEqual(crowd.map(({ someone }) => `program-${someone.programId}-1`).sort());
  expect(await running('session')).toEqual(crowd.map(({ session }) => `session-${session.sessionId}-1`).sort());
  const subjects = (await home.mails())
    .filter(({ subject }) => !subject.startsWith('Meet your'))
    .map((mail) => `${mail.to} ${mail.subject}`);
  expect(subjects.sort()).toEqual(crowd.map(({ someone }) => `${someone.email} Your session is booked`).sort());
});

test('a stopped execution is replaced by one of the next run within five minutes', async () => {
  const [first, second] = crowd;
  if (!first || !second) throw new Error('nobody was booked');
  await stop('program', `program-${first.someone.programId}-1`);
  await stop('session', `session-${first.session.sessionId}-1`);
  await stop('session', `session-${second.session.sessionId}-1`);
  await home.advance('PT5M');
  expect(await statusOf('program', `program-${first.someone.programId}-1`)).toBe('ABORTED');
  expect(await statusOf('program', `program-${first.someone.programId}-2`)).toBe('RUNNING');
  expect(await statusOf('session', `session-${first.session.sessionId}-2`)).toBe('RUNNING');
  // Again and again: each repair is a run of its own.
  await stop('session', `session-${first.session.sessionId}-2`);
  await stop('session', `session-${first.session.sessionId}-2`);
  await home.advance('PT5M');
  expect(await statusOf('session', `session-${first.session.sessionId}-3`)).toBe('RUNNING');
  const { body } = await home.clinic.get(first.someone.base);
  const listed = body.executions.map((one: any) => `${one.name} ${one.status}`).sort();
  expect(listed).toEqual(
    [
      `program-${first.someone.programId}-1 ABORTED`,
      `program-${first.someone.programId}-2 RUNNING`,
      `session-${first.session.sessionId}-1 ABORTED`,
      `session-${first.session.sessionId}-2 ABORTED`,
      `session-${first.session.sessionId}-3 RUNNING`,
    ].sort(),
  );
  expect(await running('program')).toHaveLength(30);
  expect(await running('session')).toHaveLength(30);
});

test('commands at the same time on one program all count, each once', async () => {
  const { someone } = crowd[2] ?? { someone: undefined };
  if (!someone) throw new Error('nobody was booked');
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      home.clinic.post(`${someone.base}/intentions`, { text: index < 4 ? 'The same words.' : `Words ${index}.` }),
    ),
  );
  expect(answers.map((one) => one.status)).toEqual(Array.from({ length: 8 }, () => 201));
  const { body } = await home.clinic.get(someone.base);
  expect(body.intentions).toHaveLength(8);
  expect(new Set(answers.map((one) => one.body.intentionId)).size).toBe(8);
  const { body: timeline } = await home.clinic.get(`${someone.base}/timeline?limit=100`);
  const added = timeline.items.filter((one: any) => one.type === 'intention-added');
  expect(added).toHaveLength(8);
  expect(timeline.items.map((one: any) => one.seq)).toEqual(
    timeline.items.map((_: unknown, index: number) => index + 1),
  );
});

test('the reminders come, once, to everybody: also where executions were stopped right before and at the minute', async () => {
  await home.runTo('2027-01-05T21:59:00Z');
  const third = crowd[3];
  if (third) await stop('session', `session-${third.session.sessionId}-1`);
  await home.runTo('2027-01-05T22:10:00Z');
  for (const { someone, session } of crowd) {
    expect(await sentTo(home, someone.email)).toEqual([
      '2027-01-04T16:00 Your session is booked',
      '2027-01-05T22:00 Your session is tomorrow',
    ]);
    expect(await ledger(home.clinic, someone.base, session.sessionId)).toEqual([
      'r1 booked sent',
      'r1 reminder-1d sent',
    ]);
  }
  expect(await running('session')).toHaveLength(30);
});
