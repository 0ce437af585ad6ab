/** Who of the staff is told by mail about a task, when, and that each is told once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollSomeone, example, startTestHome, type TestClinic, type TestHome } from '../test-home.ts';
import { lineOf, ok, openTasks, type Someone } from './steps.ts';

let home: TestHome;
let admin: TestClinic;

const sam = 'sam.lee@clinic.example';
const ines = 'ines.calder@clinic.example';
const onCall = { name: 'Noor Aziz', phone: '+1 303 555 0177', email: 'on.call@clinic.example' };

beforeAll(async () => {
  home = await startTestHome();
  admin = await home.as('demo', ['clinic-admin']);
});
afterAll(() => home?.close());

async function setOnCall(person: typeof onCall | null): Promise<void> {
  const { etag } = await admin.get('/v1/clinic');
  await ok(admin.patch('/v1/clinic', { onCall: person }, etag ?? ''), 200);
}

/** An urgent task of the lead: a required consent is withdrawn. */
async function withUrgentTask(): Promise<Someone & { taskId: string; since: string }> {
  const someone = await enrollSomeone(home.clinic);
  await home.settle();
  const since = new Date(home.home.clock.now()).toISOString();
  await ok(home.clinic.post(`${someone.base}/consents/treatment/withdraw`));
  const [task] = await openTasks(home.clinic, someone.programId);
  expect(task).toMatchObject({ kind: 'consent-withdrawn', urgency: 'urgent' });
  return { ...someone, taskId: task.taskId, since };
}

/** But for the morning's list, which has all that is open. */
const about = async (taskId: string) =>
  (await home.mails()).filter(
    ({ text, subject }) => text.includes(`/tasks/${taskId}`) && subject !== 'Your open tasks',
  );
const told = async (taskId: string): Promise<string[]> =>
  (await about(taskId)).map((mail) => `${lineOf(mail).slice(11)} → ${mail.to}`);
const resolve = (taskId: string) => ok(home.clinic.post(`/v1/tasks/${taskId}/resolve`, { note: 'Seen to.' }), 200);

describe('an urgent task', () => {
  it('is mailed to its owner at once, neutrally: no name, the opaque id, the link', async () => {
    const { taskId, programId } = await withUrgentTask();
    const [mail] = await about(taskId);
    expect(await told(taskId)).toEqual(['16:00 Urgent task for you → sam.lee@clinic.example']);
    expect(mail?.text).toContain(`${home.home.urls.api}/tasks/${taskId}`);
    expect(mail?.text).toContain(`Program ${programId}`);
    expect(`${mail?.subject}${mail?.text}${mail?.html}`).not.toMatch(/Maya|Ortiz|ketamine|treatment|therap|dose/i);
    await resolve(taskId);
  });

  it('goes to who is on call after 15 minutes while it is open, and when it is overdue to the administration; each once', async () => {
    await setOnCall(onCall);
    const { taskId } = await withUrgentTask();
    await home.advance('PT14M');
    expect(await told(taskId)).toHaveLength(1);
    await home.advance('PT4M');
    expect(await told(taskId)).toEqual([
      '16:00 Urgent task for you → sam.lee@clinic.example',
      '16:16 Urgent task is still open → on.call@clinic.example',
    ]);
    await home.advance('PT5H');
    expect((await told(taskId)).slice(2)).toEqual(['20:00 A task is overdue → ines.calder@clinic.example']);
    await home.restart();
    await home.advance('P1D');
    expect(await told(taskId)).toHaveLength(3);
    await resolve(taskId);
  });

  it('is told to nobody more once it is resolved', async () => {
    const { taskId, base } = await withUrgentTask();
    await home.settle();
    await resolve(taskId);
    await home.advance('PT6H');
    expect(await told(taskId)).toHaveLength(1);
    const { body } = await ok(home.clinic.get(`${base}/messages`), 200);
    const staff = body.items.filter((one: any) => one.audience === 'staff');
    expect(staff.map((one: any) => [one.touchpoint, one.status, one.reason])).toEqual([
      ['task', 'sent', null],
      ['task-on-call', 'voided', 'resolved'],
      ['task-overdue', 'voided', 'resolved'],
    ]);
  });

  it('keeps the exact text, and is not sent again by hand', async () => {
    const { taskId, base } = await withUrgentTask();
    await home.settle();
    const { body } = await ok(home.clinic.get(`${base}/messages/${taskId}_task_staff`), 200);
    expect(body).toMatchObject({
      audience: 'staff',
      content: { to: sam, subject: 'Urgent task for you', template: 'task' },
    });
    const again = await home.clinic.post(`${base}/messages/${taskId}_task_staff/resend`, { reason: 'x' });
    expect([again.status, again.body.code]).toEqual([409, 'wrong-state']);
    await resolve(taskId);
  });
});

describe('an owner who cannot be reached', () => {
  it('whose mail bounces: who is on call is told at once, and after that nothing is mailed to that address', async () => {
    await setOnCall(onCall);
    const first = await withUrgentTask();
    const mail = (await home.mails(sam)).at(-1);
    await fetch(`${home.home.urls.api}/local/mail/${mail?.id}/event`, { method: 'POST', body: '{"type":"bounce"}' });
    await home.settle();
    expect((await told(first.taskId)).map((line) => line.slice(6))).toEqual([
      'Urgent task for you → sam.lee@clinic.example',
      'Urgent task is still open → on.call@clinic.example',
    ]);
    const second = await withUrgentTask();
    expect((await told(second.taskId)).map((line) => line.slice(6))).toEqual([
      'Urgent task for you → on.call@clinic.example',
    ]);
    // Who is on call knows by now: the next in line is the administration.
    await home.advance('PT20M');
    expect((await told(second.taskId)).slice(1).map((line) => line.slice(6))).toEqual([
      'Urgent task is still open → ines.calder@clinic.example',
    ]);
    await setOnCall(null);
    const third = await withUrgentTask();
    expect((await told(third.taskId)).map((line) => line.slice(6))).toEqual([
      'Urgent task for you → ines.calder@clinic.example',
    ]);
    for (const { taskId } of [first, second, third]) await resolve(taskId);
  });
});

describe("the morning's list", () => {
  let lists: TestHome;
  const digests = async (): Promise<string[]> =>
    (await lists.mails())
      .filter(({ subject }) => subject === 'Your open tasks')
      .map((mail) => `${mail.at.slice(0, 16)} ${mail.to}`);
  const screened = { answers: { 'urinary-symptoms': true }, takes: ['stimulant'] };

  beforeAll(async () => {
    // A Friday, 10:00 in Denver.
    lists = await startTestHome('2027-01-08T17:00:00.000Z');
  });
  afterAll(() => lists?.close());

  it('goes when the clinic opens, once to each who has something open, and not on its days off', async () => {
    const { screening } = example('enroll');
    const answers = { ...screening.answers, ...screened.answers };
    const { programId } = await enrollSomeone(lists.clinic, {}, { screening: { answers, takes: ['stimulant'] } });
    await lists.runTo('2027-01-11T14:50:00Z');
    expect(await digests()).toEqual([]);
    await lists.runTo('2027-01-11T15:30:00Z');
    // The cautions are the clinician's, the unconfirmed address is the lead's.
    expect(await digests()).toEqual([
      '2027-01-11T15:00 ana.reyes@clinic.example',
      '2027-01-11T15:00 sam.lee@clinic.example',
    ]);
    const [mail] = (await lists.mails('ana.reyes@clinic.example')).filter(
      ({ subject }) => subject === 'Your open tasks',
    );
    const tasks = (await openTasks(lists.clinic, programId)).filter(({ owner }) => owner.email.startsWith('ana'));
    expect(tasks).toHaveLength(2);
    for (const { taskId } of tasks) expect(mail?.text).toContain(`${lists.home.urls.api}/tasks/${taskId}`);
    expect(mail?.text).not.toMatch(/Maya|Ortiz|urinary|stimulant/i);
    for (const { taskId } of await everyOpenTask())
      await ok(lists.clinic.post(`/v1/tasks/${taskId}/resolve`, { note: 'x' }));
    await lists.restart();
    await lists.runTo('2027-01-12T16:00:00Z');
    expect(await digests()).toHaveLength(2);
  });

  it('falls to the administration where the owner cannot be reached', async () => {
    const { base } = await enrollSomeone(lists.clinic);
    await lists.settle();
    await ok(lists.clinic.post(`${base}/consents/treatment/withdraw`));
    const mail = (await lists.mails(sam)).at(-1);
    expect(mail?.subject).toBe('Urgent task for you');
    await fetch(`${lists.home.urls.api}/local/mail/${mail?.id}/event`, { method: 'POST', body: '{"type":"bounce"}' });
    await lists.runTo('2027-01-13T15:30:00Z');
    expect((await digests()).slice(2)).toEqual([`2027-01-13T15:00 ${ines}`]);
  });

  async function everyOpenTask(): Promise<any[]> {
    return (await ok(lists.clinic.get('/v1/tasks?limit=100'), 200)).body.items;
  }
});
