/** When something breaks: a page, nothing of the reason in it, and a log without the link. */
import { expect, it } from 'vitest';
import { createHandler } from '../../functions/patient-page/handler.ts';
import { CareError } from '../../shared/contracts/errors.ts';

const token = 'lnk_aaaaaaaaaaaaaaaaaaaa';

/** A handler whose table throws. */
function broken(error: Error) {
  const logs: string[] = [];
  const deps = {
    links: {
      find: () => Promise.reject(error),
    },
    pagesUrl: 'https://pages.clinic.example',
    now: () => '2027-01-20T17:00:00.000Z',
    log: (...line: unknown[]) => logs.push(JSON.stringify(line)),
  } as unknown as Parameters<typeof createHandler>[0];
  const call = (method: string, path: string) =>
    createHandler(deps)(
      {
        version: '2.0',
        rawPath: path,
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'en' },
        requestContext: { http: { method, path } },
        body: 'code=123456',
        isBase64Encoded: false,
      },
      {},
    );
  return { call, logs };
}

it.each([
  ['GET', ''],
  ['POST', '/prove'],
  ['POST', '/code'],
  ['POST', '/measures/phq-9'],
  ['GET', '/calendar.ics'],
])('%s %s: a calm page, over https for good, and no token in the log', async (method, below) => {
  const { call, logs } = broken(new Error(`cannot read ${token} of Maya Ortiz`));
  const answer = await call(method, `/p/${token}${below}`);
  expect([answer.statusCode, answer.headers?.['strict-transport-security']]).toEqual([500, 'max-age=63072000']);
  expect(answer.body).toContain('Something went wrong on our side');
  expect(answer.body).not.toContain('Maya');
  expect(logs).toHaveLength(1);
  expect(logs.join()).not.toMatch(/lnk_|Maya/);
});

it('who wrote at the same moment as others is asked to try once more', async () => {
  const { call, logs } = broken(new CareError('busy', 'too many'));
  const answer = await call('POST', `/p/${token}/prove`);
  expect([answer.statusCode, answer.body?.includes('Please try once more')]).toEqual([503, true]);
  expect(logs).toEqual([]);
});

it('a link that cannot be one is not looked up', async () => {
  const { call } = broken(new Error('looked up'));
  for (const other of ['lnk_', 'x', `${token}a`, token.toUpperCase(), '..', '%6cnk_aaaaaaaaaaaaaaaaaaaa'])
    expect((await call('GET', `/p/${other}`)).statusCode, other).toBe(404);
});
