/** Lists, their pages and filters, and the search (contract sections 1 and 3). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, enrollSomeone, example, startTestHome, type TestClinic, type TestHome } from '../test-home.ts';
import { book, ok, type Someone, therapyBody } from './steps.ts';

let home: TestHome;
let north: TestClinic;
let someone: Someone;

const said = ({ status, body }: Answer): string => `${status} ${body.code}`;

beforeAll(async () => {
  home = await startTestHome();
  north = await home.as('north', ['coordinator', 'therapist', 'clinician', 'clinic-admin']);
  someone = await enrollSomeone(home.clinic, { name: 'Zoë Nuñez-Ångström', email: "o'brien+test@example.com" });
  for (const day of ['08', '11', '12'])
    await book(home.clinic, someone.base, therapyBody('preparation', `2027-01-${day}T15:00`));
  const { screening } = example('enroll');
  const cautious = { answers: { ...screening.answers, 'urinary-symptoms': true }, takes: ['stimulant'] };
  for (let count = 0; count < 2; count += 1) await enrollSomeone(home.clinic, {}, { screening: cautious });
});
afterAll(() => home?.close());

const pages = async (clinic: TestClinic, path: string): Promise<any[]> => {
  const items: any[] = [];
  let cursor = '';
  do {
    const { body } = await ok(clinic.get(`${path}${path.includes('?') ? '&' : '?'}limit=2${cursor}`), 200);
    expect(body.items.length).toBeLessThanOrEqual(2);
    items.push(...body.items);
    cursor = body.next ? `&cursor=${encodeURIComponent(body.next)}` : '';
  } while (cursor);
  return items;
};

describe('lists', () => {
  test('page by page, each thing comes once; limits are kept', async () => {
    await home.settle();
    const lists = ['sessions', 'touchpoints', 'messages', 'screenings', 'timeline'].map(
      (one) => `${someone.base}/${one}`,
    );
    for (const path of ['/v1/programs', '/v1/tasks', '/v1/tasks?status=resolved', '/v1/protocols', ...lists]) {
      const sep = path.includes('?') ? '&' : '?';
      const whole = await ok(home.clinic.get(`${path}${sep}limit=100`), 200);
      expect(whole.body.next).toBeNull();
      expect(await pages(home.clinic, path)).toEqual(whole.body.items);
      for (const limit of ['0', '101', '-1', 'ten', '1.5', ''])
        expect(said(await home.clinic.get(`${path}${sep}limit=${limit}`))).toBe('400 invalid');
      expect(said(await home.clinic.get(`${path}${sep}colour=red`))).toBe('400 invalid');
    }
  });

  test('a cursor is good for its own list of its own clinic, as it is', async () => {
    const { body } = await home.clinic.get('/v1/programs?limit=1');
    const of = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');
    const key = JSON.parse(Buffer.from(body.next, 'base64url').toString('utf8'));
    const wrong = [
      'x',
      '',
      of(null),
      of([]),
      of({}),
      of({ listPk: key.listPk }),
      of({ ...key, listSk: '' }),
      of({ ...key, more: 'x' }),
      of({ ...key, sk: 5 }),
    ];
    for (const cursor of [...wrong, 'x'.repeat(3000)])
      for (const path of ['/v1/programs', '/v1/tasks', `${someone.base}/timeline`, `${someone.base}/sessions`])
        expect(`${path} ${said(await home.clinic.get(`${path}?cursor=${cursor}`))}`).toBe(`${path} 400 invalid`);
    expect(said(await north.get(`/v1/programs?cursor=${body.next}`))).toBe('400 invalid');
    expect(said(await home.clinic.get(`/v1/tasks?cursor=${body.next}`))).toBe('400 invalid');
    const timeline = await home.clinic.get(`${someone.base}/timeline?limit=1`);
    const position = JSON.parse(Buffer.from(timeline.body.next, 'base64url').toString('utf8'));
    const elsewhere = of({ ...position, sk: 'state#head' });
    expect(said(await home.clinic.get(`${someone.base}/timeline?cursor=${elsewhere}`))).toBe('400 invalid');
  });

  test('filters keep what fits', async () => {
    const count = async (query: string) =>
      (await ok(home.clinic.get(`/v1/programs?${query}&limit=100`), 200)).body.items.length;
    const all = await count('status=active');
    expect(all).toBeGreaterThan(2);
    expect(await count('phase=preparation')).toBe(all);
    expect(await count('phase=dosing')).toBe(0);
    expect(await count('status=withdrawn')).toBe(0);
    expect(await count('attention=true')).toBe(0);
    for (const query of ['phase=sleeping', 'status=well', 'attention=perhaps'])
      expect(said(await home.clinic.get(`/v1/programs?${query}`))).toBe('400 invalid');
    expect(said(await home.clinic.get('/v1/tasks?status=forgotten'))).toBe('400 invalid');
  });
});

describe('the work queue', () => {
  test('begins with what is urgent, whenever it is due; one program’s part is asked for by its id', async () => {
    await home.advance('P20D');
    const urgent = await enrollSomeone(home.clinic);
    await ok(home.clinic.post(`${urgent.base}/consents/treatment/withdraw`), 200);
    await home.settle();
    const all = (await ok(home.clinic.get('/v1/tasks?limit=100'), 200)).body.items;
    const ranks = all.map(({ urgency }: any) => ['urgent', 'soon', 'routine'].indexOf(urgency));
    expect(new Set(ranks).size).toBeGreaterThan(1);
    const dues = all.map(({ due }: any) => due);
    expect(dues).not.toEqual([...dues].sort());
    expect(ranks).toEqual([...ranks].sort());
    const own = (await ok(home.clinic.get(`/v1/tasks?programId=${urgent.programId}&limit=100`), 200)).body.items;
    expect(own.length).toBeGreaterThan(0);
    expect(own).toEqual(all.filter(({ programId }: any) => programId === urgent.programId));
    expect(await pages(home.clinic, `/v1/tasks?programId=${urgent.programId}`)).toEqual(own);
    expect(said(await north.get(`/v1/tasks?programId=${urgent.programId}`))).toBe('404 not-found');
  });
});

describe('finding a patient', () => {
  const find = async (q: string, clinic = home.clinic): Promise<number> => {
    const { body } = await ok(clinic.post('/v1/programs/search', { q }), 200);
    return body.items.filter((one: any) => one.programId === someone.programId).length;
  };

  test('by name, with and without accents, by its parts, and by email', async () => {
    for (const q of [
      'Zoë',
      'zoe',
      'ZOE NUN',
      'nuñez',
      'Nunez-Angstrom',
      'ångström',
      'angstrom',
      "o'brien+test@example.com",
      "O'Brien+Test@Example.com",
      'zo nu',
      " zoe  o'brien+test@example.com ",
    ])
      expect(`${q}: ${await find(q)}`).toBe(`${q}: 1`);
  });

  test('not by what is not hers, nor from another clinic', async () => {
    for (const q of ['zoé x', 'brien@example.com', 'oe', '%', '*', '#', '"', "' or 1=1"])
      expect(`${q}: ${await find(q)}`).toBe(`${q}: 0`);
    expect(await find('zoe', north)).toBe(0);
    expect(said(await home.clinic.post('/v1/programs/search', { q: ' ' }))).toBe('400 invalid');
    expect(said(await home.clinic.post('/v1/programs/search', {}))).toBe('400 invalid');
  });
});
