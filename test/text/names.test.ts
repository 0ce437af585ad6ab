import { expect, test } from 'vitest';
import { firstName } from '../../shared/text/names.ts';

test.each([
  ['Maya Ortiz', 'Maya'],
  ['  Ana-Sofía  Reyes', 'Ana-Sofía'],
  ['Drew Lang', 'Drew'],
  ['Dr. Ana Reyes', null],
  ['Dra Inés Calder', null],
  ['J. Lee', null],
  ['', null],
])('%s is greeted by a name, never by a title or an initial', (name, greeted) => {
  expect(firstName(name)).toBe(greeted);
});
