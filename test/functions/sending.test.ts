/** Claim → send → settle, while SES and this process fail on purpose. */
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { enrollSomeone, example, startTestHome, type TestHome } from '../local/test-home.ts';

let home: TestHome;
type SesMock = ReturnType<typeof mockSes>;
const mockSes = () => mockClient(SESClient);
let ses: SesMock | undefined;

beforeAll(async () => {
  home = await startTestHome();
});
afterAll(() => home.close());
afterEach(() => {
  ses?.restore();
  ses = undefined;
});

const failWith = (name: string, status: number): Error =>
  Object.assign(new Error('as SES says it'), { name, $metadata: { httpStatusCode: status } });

/** SES as it behaves from now on, until `works()` again. */
function sesAnswers(behave: (mock: SesMock) => void): void {
  ses?.restore();
  ses = mockSes();
  behave(ses);
}
function sesWorks(): void {
  ses?.restore();
  ses = undefined;
}

/** Once the welcome is out, SES begins to behave as told; then a session is booked. */
async function bookTherapy(behave: (mock: SesMock) => void) {
  const { base, email } = await enrollSomeone(home.clinic);
  await home.settle();
  sesAnswers(behave);
  await home.clinic.post(`${base}/sessions`, example('book-preparation'));
  return { base, email };
}

const mailsAfterWelcome = async (email: string) => (await home.mails(email)).slice(1);

const patientMessages = async (base: string): Promise<any[]> =>
  (await home.clinic.get(`${base}/messages`)).body.items.filter(
    (one: any) => one.audience === 'patient' && one.touchpoint !== 'welcome',
  );
const messagesOf = async (base: string): Promise<string[]> =>
  (await patientMessages(base)).map(
    (one: any) => `${one.touchpoint} ${one.status} copy ${one.copy}${one.reason ? `: ${one.reason}` : ''}`,
  );
const tasksOf = async (programId: string): Promise<string[]> =>
  (await home.clinic.get('/v1/tasks?limit=100')).body.items
    .filter((one: any) => one.programId === programId && !['unconfirmed', 'address-unconfirmed'].includes(one.kind))
    .map((one: any) => one.kind);
const programIdOf = (base: string): string => base.split('/').at(-1) ?? '';

describe('SES asks to slow down', () => {
  it('tries the same claim again until it goes through, and sends once', async () => {
    const { base, email } = await bookTherapy((mock) =>
      mock.on(SendRawEmailCommand).rejects(failWith('Throttling', 400)),
    );
    await home.settle();
    await home.advance('PT3M');
    expect(await messagesOf(base)).toEqual(['booked claimed copy 1']);
    sesWorks();
    await home.advance('PT3M');
    expect(await messagesOf(base)).toEqual(['booked sent copy 1']);
    expect(await mailsAfterWelcome(email)).toHaveLength(1);
  });
});

describe('SES rejects a message', () => {
  it('fails it with a task that names the phone, and never tries it again', async () => {
    const { base, email } = await bookTherapy((mock) =>
      mock.on(SendRawEmailCommand).rejects(failWith('MessageRejected', 400)),
    );
    await home.settle();
    sesWorks();
    await home.advance('PT1H');
    expect(await messagesOf(base)).toEqual(['booked failed copy 1: rejected: MessageRejected']);
    expect(await tasksOf(programIdOf(base))).toEqual(['message-failed']);
    expect(await mailsAfterWelcome(email)).toEqual([]);
  });
});

describe('nobody knows whether SES accepted', () => {
  it('keeps it unknown for 15 minutes, tries one second copy, and then asks a person instead of guessing', async () => {
    const { base, email } = await bookTherapy((mock) =>
      mock.on(SendRawEmailCommand).rejects(failWith('TimeoutError', 0)),
    );
    await home.settle();
    expect(await messagesOf(base)).toEqual(['booked unknown copy 1: TimeoutError']);
    await home.advance('PT14M');
    expect(await messagesOf(base)).toEqual(['booked unknown copy 1: TimeoutError']);
    await home.advance('PT2M');
    expect(await messagesOf(base)).toEqual(['booked unknown copy 2: TimeoutError']);
    await home.advance('PT15M');
    expect(await messagesOf(base)).toEqual(['booked failed copy 2: unknown']);
    expect(await tasksOf(programIdOf(base))).toEqual(['message-failed']);
    expect(await mailsAfterWelcome(email)).toEqual([]);
  });

  it('sends it once more, as copy 2 of the same key, and no third time', async () => {
    const { base, email } = await enrollSomeone(home.clinic);
    for (const at of ['2027-01-11T15:00', '2027-01-12T15:00'])
      await home.clinic.post(`${base}/sessions`, {
        ...example('book-preparation'),
        start: { at, timeZone: 'America/Denver' },
      });
    await home.settle();
    sesAnswers((mock) => mock.on(SendRawEmailCommand).rejects(failWith('TimeoutError', 0)));
    const booked = await home.clinic.post(`${base}/sessions`, example('book-dosing'));
    expect(booked).toMatchObject({ status: 201 });
    await home.settle();
    sesWorks();
    await home.advance('PT16M');
    expect((await messagesOf(base)).filter((one) => one.includes('copy 2'))).toEqual(['booked sent copy 2']);
    expect(await mailsAfterWelcome(email)).toHaveLength(3);
    await home.advance('PT2H');
    expect(await mailsAfterWelcome(email)).toHaveLength(3);
  });

  it("believes SES's Send event, however late it comes", async () => {
    const { base } = await bookTherapy((mock) => mock.on(SendRawEmailCommand).rejects(failWith('TimeoutError', 0)));
    await home.settle();
    await home.advance('PT40M');
    const [message] = await patientMessages(base);
    await home.publish({
      source: 'aws.ses',
      time: new Date(home.home.clock.now()).toISOString(),
      detail: {
        eventType: 'Send',
        mail: {
          messageId: 'ses-1',
          timestamp: new Date(home.home.clock.now()).toISOString(),
          tags: { key: [message?.messageId], clinic: ['demo'], program: [programIdOf(base)], copy: ['2'] },
        },
      },
    });
    await home.settle();
    expect(await messagesOf(base)).toEqual(['booked sent copy 2']);
    expect(await tasksOf(programIdOf(base))).toEqual([]);
  });
});

describe('an outage', () => {
  it('never sends a reminder after the time in which it is useful: it says why, and asks a person to call', async () => {
    const { base, email } = await enrollSomeone(home.clinic);
    const today = home.home.clock.now();
    const day = (days: number): string => new Date(today + days * 86_400_000).toISOString().slice(0, 10);
    for (const days of [2, 3])
      await home.clinic.post(`${base}/sessions`, {
        ...example('book-preparation'),
        start: { at: `${day(days)}T15:00`, timeZone: 'America/Denver' },
      });
    await home.clinic.post(`${base}/sessions`, {
      ...example('book-dosing'),
      start: { at: `${day(9)}T10:00`, timeZone: 'America/Denver' },
    });
    await home.runTo(`${day(8)}T14:00:00.000Z`);
    const before = await home.mails(email);
    sesAnswers((mock) => mock.on(SendRawEmailCommand).rejects(failWith('Throttling', 400)));
    await home.runTo(`${day(8)}T17:30:00.000Z`);
    sesWorks();
    await home.advance('PT5M');
    const late = (await messagesOf(base)).filter((one) => one.startsWith('reminder-24h'));
    expect(late).toEqual(['reminder-24h skipped copy 1: too-late']);
    expect(await home.mails(email)).toHaveLength(before.length);
    // The patient's and the monitor's.
    expect((await tasksOf(programIdOf(base))).filter((kind) => kind === 'message-skipped')).toHaveLength(2);
  });
});
