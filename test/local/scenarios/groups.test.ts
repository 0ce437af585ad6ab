/** Group sessions: one time and place for all, a session, touchpoints and privacy of one's own for each. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tableName } from '../../../infra/local/table.ts';
import { enrollSomeone, example, startTestHome, type TestHome } from '../test-home.ts';
import { denver, kindsOfOpenTasks, ledger, lineOf, ok, type Someone, sentTo, therapyBody } from './steps.ts';

let home: TestHome;
const people: Someone[] = [];
const names = ['Ada Adler', 'Ben Brook', 'Cleo Chan', 'Dan Duarte'];

beforeAll(async () => {
  home = await startTestHome();
  for (const name of names) people.push(await enrollSomeone(home.clinic, { name }));
  await home.settle();
});
afterAll(() => home?.close());

const person = (index: number): Someone => people[index] as Someone;
const plan = async (more: Record<string, unknown> = {}): Promise<{ path: string; body: any; etag: string }> => {
  const { body, etag } = await ok(home.clinic.post('/v1/groups', { ...example('group'), ...more }), 201);
  return { path: `/v1/groups/${body.groupId}`, body, etag: etag ?? '' };
};
const join = (path: string, index: number) =>
  home.clinic.post(`${path}/participants`, { programId: person(index).programId });
const read = async (path: string): Promise<any> => (await ok(home.clinic.get(path), 200)).body;
const change = async (path: string, wanted: Record<string, unknown>) => {
  const { etag } = await ok(home.clinic.get(path), 200);
  return home.clinic.patch(path, wanted, etag ?? '');
};
const to = (at: string) => ({ start: { at, timeZone: denver } });
const sessionIn = async (index: number, groupId: string): Promise<any> =>
  (await read(`${person(index).base}/sessions`)).items.findLast((one: any) => one.group?.groupId === groupId);

test('each participant has a session of their own, which tells of nobody else', async () => {
  const group = await plan();
  for (const index of [0, 1]) {
    const joined = await ok(join(group.path, index), 201);
    expect(joined.body).toMatchObject({
      kind: 'preparation',
      format: 'group',
      modality: 'group',
      start: { at: '2027-01-13T17:00' },
      group: { groupId: group.body.groupId, revision: 1 },
      revision: 1,
    });
  }
  await home.settle();
  const found = await read(group.path);
  expect([found.taken, found.participants.map((one: any) => one.programId).sort()]).toEqual([
    2,
    [person(0).programId, person(1).programId].sort(),
  ]);
  expect(JSON.stringify(found)).not.toMatch(/Ada|Ben|patient\d/);
  const mail = await home.mails(person(0).email);
  expect(mail.map(({ subject }) => subject)).toEqual(['Meet your care team', 'Your session is booked']);
  const other = new RegExp(`Ben|Brook|${person(1).email}|${person(1).programId}`);
  expect(mail.map((one) => JSON.stringify(one)).join()).not.toMatch(other);
  for (const name of ['', '/sessions', '/timeline', '/touchpoints', '/messages', '/export'])
    expect(JSON.stringify(await read(`${person(0).base}${name}`))).not.toMatch(other);
});

test('without a group there is no session in one', async () => {
  const body = therapyBody('preparation', '2027-01-19T10:00', { format: 'group' });
  const answer = await home.clinic.post(`${person(3).base}/sessions`, body);
  expect([answer.status, answer.body.errors[0].path]).toEqual([400, 'format']);
  expect(answer.body.detail).toContain('/v1/groups/{groupId}/participants');
});

test('there is room for so many; a seat that becomes free can be taken again, at the same moment by one only', async () => {
  const group = await plan({ capacity: 2, ...to('2027-01-14T17:00') });
  await ok(join(group.path, 0), 201);
  expect((await join(group.path, 0)).body.detail).toContain('takes part already');
  // Whoever was too late is told so, not to try again.
  const both = await Promise.all([join(group.path, 1), join(group.path, 2)]);
  expect(both.map(({ status, body }) => body.code ?? status).sort()).toEqual([201, 'wrong-state']);
  const last = both[0]?.status === 201 ? 1 : 2;
  const full = await join(group.path, 3);
  expect([full.status, full.body.code, full.body.detail]).toEqual([409, 'wrong-state', 'The group is full: 2 of 2.']);
  const small = await change(group.path, { capacity: 1 });
  expect([small.status, small.body.code]).toEqual([409, 'wrong-state']);
  const session = await sessionIn(last, group.body.groupId);
  await ok(home.clinic.post(`${person(last).base}/sessions/${session.sessionId}/cancel`, example('cancel')), 200);
  expect((await read(group.path)).taken).toBe(1);
  await ok(join(group.path, last), 201);
});

test('a group that moves moves every participant: each is told once, and reminded of the new time only', async () => {
  const group = await plan(to('2027-01-11T09:00'));
  for (const index of [0, 1]) await ok(join(group.path, index), 201);
  await home.runTo('2027-01-08T16:00:00Z');
  const moved = await ok(change(group.path, to('2027-01-12T11:00')), 200);
  expect(moved.body).toMatchObject({ revision: 2, version: 2, taken: 2 });
  await home.settle();
  for (const index of [0, 1]) {
    const session = await sessionIn(index, group.body.groupId);
    expect(session).toMatchObject({ start: { at: '2027-01-12T11:00' }, revision: 2, group: { revision: 2 } });
  }
  await home.runTo('2027-01-12T18:30:00Z');
  for (const index of [0, 1])
    expect((await sentTo(home, person(index).email, '2027-01-08')).filter((line) => line < '2027-01-12T00')).toEqual([
      '2027-01-08T16:00 Your session has a new time',
      '2027-01-11T18:00 Your session is tomorrow',
    ]);
  const begun = await change(group.path, { durationMinutes: 90 });
  expect([begun.status, begun.body.detail]).toEqual([409, expect.stringContaining('has begun')]);
  // How it went is each one's own.
  const { sessionId } = await sessionIn(0, group.body.groupId);
  const outcome = { result: 'completed', startedAt: '2027-01-12T18:00:00Z', endedAt: '2027-01-12T18:25:00Z' };
  await ok(home.clinic.post(`${person(0).base}/sessions/${sessionId}/outcome`, outcome), 200);
  expect((await sessionIn(1, group.body.groupId)).status).toBe('booked');
});

test('the time of one participant alone is not changed: the group decides it', async () => {
  const group = await plan(to('2027-01-18T09:00'));
  const { body, etag } = await ok(join(group.path, 0), 201);
  const path = `${person(0).base}/sessions/${body.sessionId}`;
  const refused = await home.clinic.patch(path, to('2027-01-19T09:00'), etag ?? '');
  expect([refused.status, refused.body.code]).toEqual([409, 'wrong-state']);
  await ok(home.clinic.patch(path, { monitor: example('book-dosing').monitor }, etag ?? ''), 200);
});

test('who withdraws leaves the group; a group that is cancelled is cancelled for all, also for who is on hold', async () => {
  const group = await plan(to('2027-01-20T09:00'));
  for (const index of [0, 1, 3]) await ok(join(group.path, index), 201);
  await ok(home.clinic.post(`${person(3).base}/withdraw`, example('withdraw')), 200);
  expect((await read(group.path)).participants.map((one: any) => one.programId)).not.toContain(person(3).programId);
  await ok(home.clinic.post(`${person(1).base}/hold`, example('hold')), 200);
  const moved = await ok(change(group.path, to('2027-01-21T09:00')), 200);
  await home.settle();
  expect((await sessionIn(1, group.body.groupId)).start.at).toBe('2027-01-21T09:00');
  const key = { 'idempotency-key': 'cancel-group' };
  const cancelled = await ok(home.clinic.post(`${group.path}/cancel`, example('cancel'), key), 200);
  expect(cancelled.body).toMatchObject({ status: 'cancelled', revision: 3, version: moved.body.version + 1 });
  expect((await home.clinic.post(`${group.path}/cancel`, example('cancel'), key)).body).toEqual(cancelled.body);
  await home.settle();
  for (const index of [0, 1]) {
    expect(await sessionIn(index, group.body.groupId)).toMatchObject({ status: 'cancelled', group: { revision: 3 } });
    const told = (await home.mails(person(index).email)).map(lineOf);
    expect(told.at(-1)).toBe('2027-01-12T18:30 Your session is cancelled');
  }
  expect((await read(group.path)).taken).toBe(0);
  expect((await join(group.path, 2)).body.detail).toBe('The group was cancelled.');
  await ok(home.clinic.post(`${person(1).base}/resume`, { reason: 'other' }), 200);
});

test('where the new time does not fit a course, the session stands there and somebody is asked', async () => {
  const group = await plan(to('2027-01-22T09:00'));
  await ok(join(group.path, 2), 201);
  await ok(home.clinic.post(`${person(2).base}/sessions`, therapyBody('preparation', '2027-01-21T09:00')), 201);
  const dose = { ...example('book-dosing'), start: { at: '2027-01-25T10:00', timeZone: denver } };
  await ok(home.clinic.post(`${person(2).base}/sessions`, dose), 201);
  const integration = await plan({ kind: 'integration', ...to('2027-01-27T09:00') });
  await ok(join(integration.path, 2), 201);
  await ok(change(integration.path, to('2027-01-24T09:00')), 200);
  await home.settle();
  expect((await sessionIn(2, integration.body.groupId)).start.at).toBe('2027-01-24T09:00');
  expect(await kindsOfOpenTasks(home.clinic, person(2).programId)).toContain('group-moved');
});

test('a message of an earlier revision is never sent, also where the move has not reached its session', async () => {
  const group = await plan(to('2027-01-19T09:00'));
  const { body } = await ok(join(group.path, 0), 201);
  await home.settle();
  const db = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: home.home.urls.dynamoDb,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    }),
  );
  // As if whoever should have carried it on had died and nobody came after: moved, and not pending.
  const start = { at: '2027-01-20T09:00', timeZone: denver, instant: '2027-01-20T16:00:00.000Z', offset: '-07:00' };
  await db.send(
    new UpdateCommand({
      TableName: tableName,
      Key: { pk: `clinic#demo#group#${group.body.groupId}`, sk: 'group' },
      UpdateExpression: 'SET #state.#revision = :two, #state.#start = :start',
      ExpressionAttributeNames: { '#state': 'state', '#revision': 'revision', '#start': 'start' },
      ExpressionAttributeValues: { ':two': 2, ':start': start },
    }),
  );
  db.destroy();
  await home.settle();
  expect((await sessionIn(0, group.body.groupId)).start.at).toBe('2027-01-19T09:00');
  await home.runTo('2027-01-18T17:00:00Z');
  expect((await sessionIn(0, group.body.groupId)).start.at).toBe('2027-01-20T09:00');
  await home.runTo('2027-01-19T17:00:00Z');
  expect(await ledger(home.clinic, person(0).base, body.sessionId)).toEqual([
    'r1 booked sent',
    'r1 reminder-1d voided moved',
    'r2 moved sent',
    'r2 reminder-1d sent',
  ]);
  expect((await sentTo(home, person(0).email, '2027-01-18')).slice(-2)).toEqual([
    '2027-01-18T16:00 Your session has a new time',
    '2027-01-19T16:00 Your session is tomorrow',
  ]);
});

test('groups are listed by their time, and another clinic finds none of them', async () => {
  const listed = await read('/v1/groups?from=2027-01-19T00:00:00Z&to=2027-01-20T00:00:00Z');
  expect(listed.items).toHaveLength(1);
  const path = `/v1/groups/${listed.items[0].groupId}`;
  const north = await home.as('north', ['coordinator', 'clinician']);
  expect((await north.get('/v1/groups?from=2027-01-01T00:00:00Z&to=2027-02-01T00:00:00Z')).body.items).toEqual([]);
  expect((await north.get(path)).status).toBe(404);
  expect((await north.patch(path, { capacity: 3 }, '"1"')).status).toBe(404);
  expect((await north.post(`${path}/cancel`, example('cancel'))).status).toBe(404);
  expect((await north.post(`${path}/participants`, { programId: person(0).programId })).status).toBe(404);
  const stale = await home.clinic.patch(path, { capacity: 3 }, '"9"');
  expect([stale.status, (await home.clinic.patch(path, {}, '"1"')).status]).toEqual([412, 400]);
  const past = await home.clinic.post('/v1/groups', { ...example('group'), ...to('2027-01-02T09:00') });
  expect([past.status, past.body.code]).toEqual([422, 'in-the-past']);
});
