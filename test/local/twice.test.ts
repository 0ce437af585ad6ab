/** Whoever is unsure whether a request arrived sends it again with its key: every POST of the API, twice. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describedRoutes } from '../../functions/api-description/described-routes.ts';
import { callEveryRoute } from './every-route.ts';
import { startTestHome, type TestClinic, type TestHome } from './test-home.ts';

let home: TestHome;

beforeAll(async () => {
  home = await startTestHome('2027-01-06T16:00:00.000Z');
});
afterAll(() => home?.close());

/** What each request and its repetition were answered; the first answer goes on. */
function sendingTwice(clinic: TestClinic, answers: Map<string, unknown[]>): TestClinic {
  let sent = 0;
  return {
    ...clinic,
    post: async (path, body) => {
      sent += 1;
      const key = { 'idempotency-key': `twice-${sent}` };
      const first = await clinic.post(path, body, key);
      answers.set(`${sent} ${path}`, [first, await clinic.post(path, body, key)]);
      return first;
    },
  };
}

const readsOnly = ['/search', '/preview', '/dry-run'];

test('the same key, the same answer, and nothing is done a second time', async () => {
  const answers = new Map<string, unknown[]>();
  await callEveryRoute({ ...home, as: async (...who) => sendingTwice(await home.as(...who), answers) });
  for (const [path, [first, second]] of answers)
    if (!readsOnly.some((end) => path.endsWith(end))) expect(second, path).toEqual(first);
  const asked = [...answers.keys()].map((one) => one.replace(/^\d+ /, '').replace(/_[a-z0-9]{20}/g, '_'));
  expect(new Set(asked).size).toBeGreaterThanOrEqual(describedRoutes.filter(({ method }) => method === 'POST').length);
});
