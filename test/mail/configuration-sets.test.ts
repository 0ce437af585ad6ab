import { expect, it } from 'vitest';
import { configurationSetFor } from '../../shared/mail/configuration-sets.ts';

const now = '2027-01-20T10:00:00.000Z';
const inSeconds = (seconds: number): string => new Date(Date.parse(now) + seconds * 1000).toISOString();

it('lets no message be delivered after its use', () => {
  const chosen = [-5, 0, 299, 300, 899, 900, 3_599, 3_600, 14_400, 50_399, 50_400, 900_000].map((seconds) =>
    configurationSetFor(now, inSeconds(seconds)),
  );
  expect(chosen).toEqual([
    null,
    null,
    null,
    'throughline-300',
    'throughline-300',
    'throughline-900',
    'throughline-900',
    'throughline-3600',
    'throughline-14400',
    'throughline-14400',
    'throughline-50400',
    'throughline-50400',
  ]);
});
