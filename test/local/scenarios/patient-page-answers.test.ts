/** What patients and monitors answer on their pages, and what becomes of it: of a no, of a yes, and of silence. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { example, startTestHome, type TestHome } from '../test-home.ts';
import { aBrowser, answered, fieldsOf, lastMail, linkIn, visit, visitFrom, welcomeTo } from './page-browser.ts';
import {
  book,
  clear,
  doseBody,
  ledger,
  ok,
  preparedBefore,
  recordDone,
  type Session,
  type Someone,
  start,
} from './steps.ts';

let home: TestHome;
let people: Record<'confirms' | 'silent' | 'says' | 'alone' | 'unsafe' | 'quiet' | 'measured', Someone>;
const doses: Partial<Record<keyof typeof people, Session>> = {};
const tuesday = '2027-01-12T10:00';

/** "kind status" of every task of a kind, oldest first. */
async function tasks(who: keyof typeof people, kind: string): Promise<any[]> {
  const found: any[] = [];
  for (const status of ['open', 'resolved']) {
    const { body } = await ok(home.clinic.get(`/v1/tasks?limit=100&status=${status}`), 200);
    found.push(...body.items.filter((one: any) => one.programId === people[who].programId && one.kind === kind));
  }
  return found;
}
const open = async (who: keyof typeof people, kind: string): Promise<any[]> =>
  (await tasks(who, kind)).filter((one) => one.status === 'open');

const doseOf = (who: keyof typeof people): Session => {
  const dose = doses[who];
  if (!dose) throw new Error(`${who} has no dose`);
  return dose;
};
const monitorOf = (who: string) => ({ name: 'Luis Ortiz', email: `luis-${who}@example.com`, phone: '+1 303 555 0100' });

beforeAll(async () => {
  home = await startTestHome('2027-01-06T16:00:00.000Z');
  const admin = await home.as('demo', ['clinic-admin']);
  const { etag } = await ok(admin.get('/v1/clinic'), 200);
  const onCall = { name: 'Ines Calder', phone: '+1 303 555 0111', email: 'ines.calder@clinic.example' };
  await ok(admin.patch('/v1/clinic', { onCall }, etag ?? ''), 200);
  const names = ['confirms', 'silent', 'says', 'alone', 'unsafe', 'quiet', 'measured'] as const;
  const made = await preparedBefore(
    home,
    names.map(() => ({})),
  );
  people = Object.fromEntries(names.map((name, index) => [name, made[index]])) as typeof people;
  for (const name of names) {
    const at = name === 'unsafe' || name === 'quiet' ? '2027-01-08T10:00' : tuesday;
    doses[name] = await book(home.clinic, people[name].base, doseBody(at, { monitor: monitorOf(name) }));
  }
});
afterAll(() => home?.close());

test('the welcome asks whether the address is right; pressed, nobody is asked to look into it', async () => {
  const { browser, path, seen } = await visitFrom(home, await welcomeTo(home, people.confirms.email));
  expect(seen.text).toContain(`Is this the address that you want us to write to? ${people.confirms.email}`);
  const after = await browser.post(`${path}/address`);
  expect(after.text).toContain('Now we know that our messages reach you');
  expect(after.text).not.toContain('Is this the address');
  expect(after.text).toContain('Sam Lee talks with you before and after each session');
});

test('what they and their team wrote down comes up there with its history, and is ticked off', async () => {
  const { base } = people.confirms;
  for (const text of ['Rest', 'To meet the fear']) await ok(home.clinic.post(`${base}/intentions`, { text }), 201);
  await ok(home.clinic.post(`${base}/core-wounds`, { text: 'Not being heard' }), 201);
  for (const text of ['I may ask for help', 'He was afraid, too'])
    await ok(home.clinic.post(`${base}/insights`, { text }), 201);
  for (const text of ['Walk by the river', 'Write to my sister'])
    await ok(home.clinic.post(`${base}/actions`, { text, due: '2027-01-20', accountability: 'Luis' }), 201);

  const { browser, path, seen } = await visitFrom(home, await welcomeTo(home, people.confirms.email));
  expect(seen.text).toContain(
    'Your intention To meet the fear What it was before Rest Wednesday 6 January To meet grief with kindness. Wednesday 6 January What you are working on Not being heard What you have seen He was afraid, too I may ask for help',
  );
  const { intentions } = (await ok(home.clinic.get(base), 200)).body;
  expect(intentions.map((one: any) => one.text)).toEqual(['To meet grief with kindness.', 'Rest', 'To meet the fear']);
  const [done] = /\/actions\/[^/"]+\/done/.exec(seen.html) ?? [];
  const after = await browser.post(`${path}${done}`);
  expect(after.text).not.toContain('Walk by the river');
  expect(after.text).toContain('Write to my sister');
  const { items } = (await ok(home.clinic.get(`${base}/actions`), 200)).body;
  expect(items.map((one: any) => [one.text, one.doneAt !== null])).toEqual([
    ['Walk by the river', true],
    ['Write to my sister', false],
  ]);
});

test('not confirmed in 48 hours: a task', async () => {
  await home.runTo('2027-01-08T16:31:00Z');
  expect(await tasks('confirms', 'address-unconfirmed')).toEqual([]);
  expect(await open('silent', 'address-unconfirmed')).toHaveLength(1);
});

test('a dose is given to two people', async () => {
  await home.runTo('2027-01-08T17:00:00Z');
  for (const who of ['unsafe', 'quiet'] as const) {
    await clear(home.clinic, people[who].base, doseOf(who));
    await ok(start(home.clinic, doseOf(who)), 200);
  }
  await home.runTo('2027-01-08T19:00:00Z');
  const { seen } = await visit(home, people.unsafe.email);
  expect(seen.text).toContain('Your session is going on. Stay with your care team');
  for (const who of ['unsafe', 'quiet'] as const)
    await recordDone(home.clinic, doseOf(who), '2027-01-08T17:00:00Z', '2027-01-08T18:50:00Z', {
      vitals: example('start').vitals,
    });
  const after = await visit(home, people.unsafe.email, /^After/);
  expect(after.seen.text).toContain('No vehicle, bicycle or heavy machinery before 8:00 AM on Saturday');
});

test('the next day: three questions, and "not safe" is an urgent task at once', async () => {
  await home.runTo('2027-01-09T17:00:00Z');
  const { browser, path, seen } = await visit(home, people.unsafe.email, /How are you/);
  const action = /action="([^"]*\/check-ins\/[^"]*)"/.exec(seen.html)?.[1] ?? '';
  const incomplete = await browser.post(action, { unsafe: 'yes', note: 'Please <call> me' });
  expect(incomplete.status).toBe(422);
  expect(incomplete.text).toContain('Nothing was saved yet');
  expect(incomplete.html).toContain('Please &#60;call&#62; me</textarea>');
  expect(fieldsOf(incomplete, action)).toEqual({ unsafe: 'yes' });
  expect(await open('unsafe', 'unsafe')).toEqual([]);
  const sent = await browser.post(action, { unsafe: 'yes', unwell: 'no', wantsCall: 'no', note: 'Please call me' });
  expect(sent.text).toContain('Your care team knows now and will call you.');
  expect(sent.text).toMatch(/call or text 988 .*call 911/);
  expect(await open('unsafe', 'unsafe')).toMatchObject([{ urgency: 'urgent' }]);
  const again = await browser.post(action, { unsafe: 'no', unwell: 'no', wantsCall: 'no' });
  expect([again.status, again.text.includes('Something has changed')]).toEqual([422, true]);
  // What was said once is not said again.
  expect((await browser.get(path)).text).not.toContain('Your care team knows now');
});

test('no answer by six in the evening: a task to call', async () => {
  await home.runTo('2027-01-10T00:59:00Z');
  expect(await open('quiet', 'no-answer')).toEqual([]);
  await home.runTo('2027-01-10T01:00:00Z');
  expect(await open('quiet', 'no-answer')).toMatchObject([{ urgency: 'urgent' }]);
  expect(await tasks('unsafe', 'no-answer')).toEqual([]);
});

test('the reminder three days before asks to confirm: both ticks, or nothing is saved', async () => {
  const { browser, path, seen } = await visit(home, people.confirms.email, /in 3 days/);
  const action = `${path}/sessions/${doseOf('confirms').sessionId}/confirm`;
  const revision = fieldsOf(seen, action);
  const half = await browser.post(action, { ...revision, guidelines: 'yes' });
  expect([half.status, fieldsOf(half, action)]).toEqual([422, { ...revision, guidelines: 'yes' }]);
  expect(half.html).toMatch(/aria-invalid="true" aria-describedby="f-monitor-error"/);
  const stale = await browser.post(action, { revision: '7', guidelines: 'yes', monitor: 'yes' });
  expect([stale.status, stale.text.includes('Something has changed')]).toEqual([422, true]);
  const whole = await browser.post(action, { ...revision, guidelines: 'yes', monitor: 'yes' });
  expect(whole.text).toContain('Thank you. You have confirmed your session.');
  expect(whole.text).not.toContain('Confirm my session');
});

test('questionnaires by link: what is missing is named and kept, and item 9 above zero is urgent', async () => {
  await home.runTo('2027-01-10T17:00:00Z');
  const { browser, path, seen } = await visit(home, people.measured.email, /A few questions/);
  expect(seen.text).toContain('Nine questions');
  const form = `${path}/measures/phq-9`;
  const page = await browser.get(form);
  const all = answered(page, form, '0');
  expect(Object.keys(all)).toHaveLength(9);
  const eight = Object.fromEntries(Object.entries({ ...all, 'item-9': '1' }).filter(([name]) => name !== 'item-4'));
  const incomplete = await browser.post(form, eight);
  expect([incomplete.status, fieldsOf(incomplete, form)]).toEqual([422, eight]);
  expect(incomplete.html).toContain('<a href="#f-item-4">Feeling tired or having little energy</a>');
  expect((await browser.post(form, { ...all, 'item-9': '1' })).text).toContain('Your care team knows now');
  expect(await open('measured', 'unsafe')).toMatchObject([{ urgency: 'urgent' }]);
  const second = `${path}/measures/gad-7`;
  const done = await browser.post(second, answered(await browser.get(second), second, '2'));
  expect(done.text).toContain('Your care team reads your answers');
  const { body } = await ok(home.clinic.get(`${people.measured.base}/measures`), 200);
  expect(body.items.map((one: any) => [one.instrument, one.score, one.by])).toEqual([
    ['phq-9', 1, 'patient'],
    ['gad-7', 14, 'patient'],
  ]);
  expect((await browser.get(second)).text).not.toContain('Seven questions');
});

test('the monitor who says no blocks the dose at once; the page shows no name and no place', async () => {
  const path = linkIn(await lastMail(home, 'luis-alone@example.com'));
  const browser = aBrowser(home);
  const seen = await browser.get(path);
  expect(seen.text).toContain('10:00 AM Tuesday 12 January');
  expect(seen.text).not.toMatch(/Maya|Ortiz|Luis|Sam Lee|home|Demo/);
  expect((await browser.post(`${path}/presence`, { revision: '1' })).status).toBe(422);
  const said = await browser.post(`${path}/presence`, { ...fieldsOf(seen, `${path}/presence`), attends: 'no' });
  expect(said.text).toContain('The care team will find another way');
  expect(await open('alone', 'monitor-declined')).toMatchObject([{ urgency: 'urgent' }]);
  const { body } = await ok(home.clinic.get(doseOf('alone').path), 200);
  expect(body.blocked.map((one: any) => one.about)).toEqual(['answer']);
});

test('silence: a task in the last hour in which the clinic is open before the twelfth', async () => {
  // Twelve hours before is Monday, 22:00; the clinic closes at 18:00.
  await home.runTo('2027-01-11T23:59:00Z');
  expect(await tasks('silent', 'unconfirmed')).toEqual([]);
  await home.runTo('2027-01-12T00:00:00Z');
  expect(await open('silent', 'unconfirmed')).toMatchObject([{ urgency: 'urgent' }]);
  expect(await tasks('confirms', 'unconfirmed')).toEqual([]);
});

test('confirmed late, the task is done', async () => {
  const { browser, path, seen } = await visit(home, people.silent.email, /tomorrow/);
  const action = `${path}/sessions/${doseOf('silent').sessionId}/confirm`;
  await browser.post(action, { ...fieldsOf(seen, action), guidelines: 'yes', monitor: 'yes' });
  expect((await tasks('silent', 'unconfirmed')).map((one) => one.status)).toEqual(['resolved']);
});

test('a yes before the session: blocked, "not yet", until a clinician decides', async () => {
  const { browser, path } = await visit(home, people.says.email, /tomorrow/);
  const form = `${path}/sessions/${doseOf('says').sessionId}/check`;
  const page = await browser.get(form);
  expect(page.text).toContain('Have you drunk alcohol since 10:00 AM on Monday');
  expect(page.text).not.toContain('Have you eaten');
  const answers = { ...answered(page, form, 'no'), 'answers.severe-breathing-problem': 'yes', note: 'A cough' };
  const sent = await browser.post(form, answers);
  expect(sent.text).toContain('Your answers are with your care team');
  expect(sent.text).toContain('Take nothing. Keep to your usual medicines and wait for our call.');
  expect(await open('says', 'answer')).toMatchObject([{ urgency: 'urgent' }]);
  expect((await lastMail(home, people.says.email)).subject).toBe('Your session is not confirmed yet');
  await clear(home.clinic, people.says.base, doseOf('says'));
  const { body } = await home.clinic.post(`${doseOf('says').path}/start`, {
    monitorPresent: true,
    vitals: example('start').vitals,
  });
  expect(body.gates.map((gate: any) => gate.code)).toContain('blocked');
  await ok(
    home.clinic.post(`${people.says.base}/decisions`, {
      about: 'answer',
      sessionId: doseOf('says').sessionId,
      decision: 'proceed',
      reason: 'Called: a cold without fever.',
    }),
    201,
  );
  expect((await lastMail(home, people.says.email)).subject).toBe('Your session is confirmed');
  expect((await ledger(home.clinic, people.says.base, doseOf('says').sessionId)).slice(-3)).toContain(
    'r1 confirmed sent',
  );
});
