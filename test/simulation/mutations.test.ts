/** The bugs of `npm run simulate -- --prove` can be put in: their text stands where they say, once. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { mutations } from '../../scripts/simulate/mutations.ts';

it.each(mutations)('$name', ({ patches }) => {
  const times = patches.map(({ file, find }) => readFileSync(file, 'utf8').split(find).length - 1);
  expect(times).toEqual(patches.map(() => 1));
});

it('there are at least forty, each of its own name', () => {
  expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
  expect(mutations.length).toBeGreaterThanOrEqual(40);
});
