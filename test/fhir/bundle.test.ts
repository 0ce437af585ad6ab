/** Whatever people wished and the rules made of it: the Bundle is valid, and each resource of it is found. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PastSession } from '../../shared/domain/program/history.ts';
import type { SessionKind } from '../../shared/domain/protocol.ts';
import { bundleOf } from '../../shared/fhir/bundle.ts';
import { aProgram } from '../domain/builders.ts';
import { courses, playAll } from '../domain/random-courses.ts';
import { faultsOfResource } from './valid.ts';

test('a session that was taken over from elsewhere says so, one that was held here does not', () => {
  const past = (kind: SessionKind, day: string): PastSession => ({
    kind,
    startedAt: `${day}T17:00:00.000Z`,
    endedAt: `${day}T18:00:00.000Z`,
    timeZone: 'America/Denver',
    result: 'completed',
    mode: 'video',
    modality: null,
    amountMg: null,
    notes: null,
  });
  const course = aProgram({ history: [past('preparation', '2026-12-10')] });
  course.book('preparation', '2027-01-08T15:00');
  const { entry = [] } = bundleOf(course.program, [], course.now);
  const appointments = entry.flatMap(({ resource }) => (resource?.resourceType === 'Appointment' ? resource : []));
  expect(appointments.map(({ start, meta }) => [start?.slice(0, 10), meta?.tag?.map(({ code }) => code)])).toEqual([
    ['2026-12-10', ['imported']],
    ['2027-01-08', undefined],
  ]);
  expect(appointments.flatMap(faultsOfResource)).toEqual([]);
});

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
