/** R9: what a patient is called, writes or takes stands in the table and in the mail's body only. */
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { example, type Mail, startTestHome, type TestHome } from '../test-home.ts';
import {
  book,
  clear,
  doseBody,
  ok,
  prepared,
  recordDone,
  type Session,
  type Someone,
  start,
  therapyBody,
} from './steps.ts';

let home: TestHome;
let someone: Someone;
let dose: Session;
let other: Session;
const canary = (name: string): string => `canary${name}`;
const histories: string[] = [];
let mails: Mail[] = [];

beforeAll(async () => {
  home = await startTestHome();
  [someone] = (await prepared(
    home,
    [
      {
        name: canary('name'),
        email: `${canary('mail')}@example.com`,
        phone: '+1 303 555 0999',
        contactPerson: { name: canary('contact'), relation: canary('relation'), phone: '+1 303 555 0998' },
      },
    ],
    [{ screening: { ...example('enroll').screening, takes: ['benzodiazepine'] } }],
  )) as [Someone];
  const { clinic } = home;
  const { base } = someone;
  await ok(clinic.post(`${base}/intentions`, { text: canary('intention') }));
  const decision = { about: 'medicines', decision: 'proceed', reason: canary('reason') };
  await ok(clinic.post(`${base}/decisions`, decision));
  dose = await book(
    clinic,
    base,
    doseBody('2027-01-07T10:00', {
      place: { text: canary('place'), url: `https://meet.example/${canary('link')}` },
      monitor: { name: canary('monitor'), email: `${canary('monitormail')}@example.com`, phone: '+1 303 555 0997' },
    }),
  );
  await home.runTo('2027-01-07T17:00:00Z');
  await clear(clinic, base, dose);
  await ok(start(clinic, dose), 200);
  await home.runTo('2027-01-07T19:00:00Z');
  await recordDone(clinic, dose, '2027-01-07T17:00:00Z', '2027-01-07T18:58:00Z', {
    notes: canary('notes'),
    adverseEvents: [{ code: 'nausea-or-vomiting', serious: true, at: '2027-01-07T18:00:00Z', note: canary('event') }],
  });
  await home.settle();
  // A serious event has put the program on hold.
  await ok(clinic.post(`${base}/resume`, { reason: 'other', note: canary('after') }));
  other = await book(clinic, base, therapyBody('integration', '2027-01-10T10:00'));
  await home.settle();
  await ok(clinic.post(`${other.path}/cancel`, { reason: 'other', note: canary('cancel') }));
  await ok(clinic.post(`${base}/hold`, { reason: 'other', note: canary('hold') }));
  await ok(clinic.post(`${base}/resume`, { reason: 'other', note: canary('resume') }));
  await home.runTo('2027-01-08T18:00:00Z');
  await ok(clinic.post(`${base}/withdraw`, { reason: 'other', note: canary('withdraw') }));
  // Errors tell of what was sent, and are no log line.
  await clinic.post(`${base}/hold`, { reason: canary('invalid') });
  await clinic.get(`/v1/programs/${canary('path')}`);
  await clinic.post('/v1/programs/search', { q: canary('name') });
  mails = await home.mails(`${canary('mail')}@example.com`);
  await readHistories();
});
afterAll(() => home?.close());

async function readHistories(): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sfn = new SFNClient({ endpoint: home.home.urls.stepFunctions, region: 'us-east-1', credentials });
  const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
  for (const { stateMachineArn } of stateMachines) {
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1000 }));
    for (const { executionArn } of executions) {
      const history = await sfn.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, includeExecutionData: true }),
      );
      const described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      histories.push(JSON.stringify([executionArn, history.events, described]));
    }
  }
  sfn.destroy();
}

const told = /canary|303 555|example\.com|ketamine|benzodiazepine|psychedel|therap/i;

test('the program really went its way, and the patient was told by name', async () => {
  expect((await home.clinic.get(someone.base)).body).toMatchObject({ status: 'withdrawn', dose: { done: 1 } });
  expect(mails.length).toBeGreaterThanOrEqual(8);
  expect(mails.some((mail) => mail.text.includes(canary('name')))).toBe(true);
  expect(mails.some((mail) => mail.text.includes(canary('place')))).toBe(true);
});

test('no execution, in its name, input, states or errors', async () => {
  // Runs that follow each other at once may share an execution; the dose's and the last session's had time for each.
  const { body } = await home.clinic.get(`${someone.base}/sessions`);
  const sessions = body.items.map((one: any) => one.sessionId);
  const names = histories.map((history) => String(JSON.parse(history)[0]).split(':').at(-1) ?? '');
  expect(sessions).toHaveLength(4);
  expect([...new Set(names.map((name) => name.split('-')[1]))].sort()).toEqual([someone.programId, ...sessions].sort());
  const runsOf = (id: string): string[] => names.filter((name) => name.includes(id)).sort();
  expect(runsOf(dose.sessionId)).toEqual([1, 2, 3].map((run) => `session-${dose.sessionId}-${run}`));
  expect(runsOf(other.sessionId)).toEqual([1, 2].map((run) => `session-${other.sessionId}-${run}`));
  for (const history of histories) expect(history).not.toMatch(told);
});

test('no line of the log', () => {
  for (const line of home.logs) expect(line).not.toMatch(told);
  expect(home.logs.filter((line) => line.includes('"error"'))).toEqual([]);
});

test('no subject, sender or header but the address itself; no medicine and no diagnosis in any mail', () => {
  for (const mail of mails) {
    expect(mail.subject).not.toMatch(told);
    const headers = Object.entries((mail as any).headers as Record<string, string>).filter(
      ([name]) => !/^to$/i.test(name),
    );
    for (const [name, value] of headers)
      expect(`${name}: ${String(value).replace(/[\w.]+@throughline\.example/g, '')}`).not.toMatch(
        /canary|ketamine|therap|303 555/i,
      );
    for (const body of [mail.text, mail.html]) {
      expect(body).not.toMatch(/ketamine|psychedel|therap|psychos|depress/i);
      for (const secret of [
        'notes',
        'reason',
        'event',
        'cancel',
        'hold',
        'resume',
        'intention',
        'contact',
        'relation',
        'monitormail',
      ])
        expect(body).not.toContain(canary(secret));
    }
  }
});

test('no URL: the ids in them are opaque', async () => {
  const { body } = await home.clinic.get(`${someone.base}/sessions`);
  const ids = [someone.programId, ...body.items.map((one: any) => one.sessionId)];
  for (const id of ids) expect(id).toMatch(/^(prg|ses)_[a-z0-9]{20}$/);
});
