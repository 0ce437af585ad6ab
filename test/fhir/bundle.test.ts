/** Whatever people wished and the rules made of it: the Bundle is valid, and each resource of it is found. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bundleOf } from '../../shared/fhir/bundle.ts';
import { courses, playAll } from '../domain/random-courses.ts';
import { faultsOfResource } from './valid.ts';

test('a Bundle of any course is valid FHIR R4, its ids are its own, its references lead somewhere', () => {
  fc.assert(
    fc.property(courses, (wishes) => {
      const { course } = playAll(wishes);
      const { entry = [] } = bundleOf(course.program, [], course.now);
      const resources = entry.flatMap(({ resource }) => resource ?? []);
      expect(resources.flatMap(faultsOfResource)).toEqual([]);
      const ids = resources.map(({ resourceType, id }) => `${resourceType}/${id}`);
      expect(new Set(ids).size).toBe(ids.length);
      const named = [...JSON.stringify(resources).matchAll(/"reference":"([^"]+)"/g)].map(([, one]) => one);
      expect(named.filter((one) => one === undefined || !ids.includes(one))).toEqual([]);
    }),
    { numRuns: 25, seed: 20270104 },
  );
});
