import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Patient } from '../../shared/domain/state.ts';
import {
  afterQuietHours,
  ageAt,
  beforeQuietHours,
  calendarDaysBefore,
  calendarDaysBetween,
  firstWallTimeFrom,
  isTimeZone,
  plusHours,
  resolveStart,
} from '../../shared/domain/time.ts';
import { aProgram } from './builders.ts';
import { wall } from './people.ts';

const night = { from: '21:00', to: '08:00' };
const newYork = 'America/New_York';
const utc = (at: string): string => `${at}:00.000Z`;

describe('wall times and instants', () => {
  test.each([
    ['2027-01-20T10:00', 'America/Denver', '2027-01-20T17:00', '-07:00'],
    ['2027-01-20T10:00', 'Asia/Kathmandu', '2027-01-20T04:15', '+05:45'],
    ['2027-01-20T10:00', 'Pacific/Auckland', '2027-01-19T21:00', '+13:00'],
    ['2027-07-20T10:00', 'Pacific/Auckland', '2027-07-19T22:00', '+12:00'],
    ['2027-01-20T10:00', 'Pacific/Kiritimati', '2027-01-19T20:00', '+14:00'],
  ])('%s in %s is %s', (at, timeZone, instant, offset) => {
    expect(resolveStart(at, timeZone)).toEqual({ ok: true, start: { at, timeZone, instant: utc(instant), offset } });
  });

  test('a time that the clocks skip is refused, and both neighbours are offered', () => {
    expect(resolveStart('2027-03-14T02:30', newYork)).toEqual({
      ok: false,
      code: 'no-such-time',
      offers: [
        { at: '2027-03-14T01:30', offset: '-05:00', instant: utc('2027-03-14T06:30') },
        { at: '2027-03-14T03:30', offset: '-04:00', instant: utc('2027-03-14T07:30') },
      ],
    });
  });

  test('a time that the clocks show twice is refused until an offset chooses', () => {
    const offers = [
      { at: '2027-11-07T01:30', offset: '-04:00', instant: utc('2027-11-07T05:30') },
      { at: '2027-11-07T01:30', offset: '-05:00', instant: utc('2027-11-07T06:30') },
    ];
    expect(resolveStart('2027-11-07T01:30', newYork)).toEqual({ ok: false, code: 'ambiguous-time', offers });
    expect(wall('2027-11-07T01:30', newYork, '-05:00').instant).toBe(utc('2027-11-07T06:30'));
    expect(wall('2027-11-07T01:30', newYork, '-04:00').instant).toBe(utc('2027-11-07T05:30'));
    expect(resolveStart('2027-11-07T01:30', newYork, '-07:00')).toMatchObject({ ok: false, code: 'ambiguous-time' });
  });

  test('an offset that does not belong to the time is refused', () => {
    expect(resolveStart('2027-01-20T10:00', newYork, '-04:00')).toMatchObject({ ok: false, code: 'no-such-time' });
  });

  test('an offset is no zone of a place', () => {
    expect(['America/Denver', 'Asia/Kathmandu', '+07:00', 'Mars/Base', ''].map(isTimeZone)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test('what resolves shows the same wall time, or its own offset chooses it', () => {
    const zones = ['America/Denver', newYork, 'Asia/Kathmandu', 'Pacific/Auckland', 'Europe/London', 'UTC'];
    const anyTime = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2030, 0) });
    fc.assert(
      fc.property(anyTime, fc.constantFrom(...zones), (epoch, zone) => {
        const at = new Date(epoch).toISOString().slice(0, 16);
        const resolved = resolveStart(at, zone);
        if (resolved.ok) {
          expect(resolved.start.at).toBe(at);
          expect(resolveStart(at, zone, resolved.start.offset)).toEqual(resolved);
          return;
        }
        for (const offer of resolved.offers) {
          const again = resolveStart(offer.at, zone, offer.offset);
          expect(again).toMatchObject({ ok: true, start: { instant: offer.instant, offset: offer.offset } });
        }
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});

describe('days and windows across a change of the clocks', () => {
  test('three calendar days earlier keep the wall time, 24 hours do not', () => {
    const start = wall('2027-03-15T10:00', newYork).instant;
    expect(calendarDaysBefore(start, 3, newYork)).toBe(wall('2027-03-12T10:00', newYork).instant);
    expect(plusHours(start, -24)).toBe(wall('2027-03-14T10:00', newYork).instant);
    expect(plusHours(start, -48)).toBe(wall('2027-03-13T09:00', newYork).instant);
  });

  test('a wall time in a gap or an overlap takes the earlier instant', () => {
    expect(calendarDaysBefore(wall('2027-03-15T02:30', newYork).instant, 1, newYork)).toBe(utc('2027-03-14T06:30'));
    expect(calendarDaysBefore(wall('2027-11-08T01:30', newYork).instant, 1, newYork)).toBe(utc('2027-11-07T05:30'));
  });

  test('days are dates of the session, not 24 hours', () => {
    const late = wall('2027-01-20T23:30').instant;
    const early = wall('2027-01-23T00:30').instant;
    expect(calendarDaysBetween(late, early, 'America/Denver')).toBe(3);
    expect(calendarDaysBetween(late, early, 'UTC')).toBe(2);
  });

  test('the first 08:00 from an instant on is that very instant when it is 08:00', () => {
    const eight = wall('2027-01-21T08:00').instant;
    expect(firstWallTimeFrom(eight, '08:00', 'America/Denver')).toBe(eight);
    expect(firstWallTimeFrom(plusHours(eight, 1), '08:00', 'America/Denver')).toBe(wall('2027-01-22T08:00').instant);
  });

  test.each([
    ['spring', '2027-03-15T10:00', '2027-03-12T10:00', '2027-03-14T08:00', '2027-03-14T20:00'],
    ['autumn', '2027-11-08T10:00', '2027-11-05T10:00', '2027-11-07T08:00', '2027-11-07T20:00'],
    ['autumn, on the day itself', '2027-11-07T10:00', '2027-11-04T10:00', '2027-11-06T09:00', '2027-11-06T20:00'],
    ['spring, on the day itself', '2027-03-14T10:00', '2027-03-11T10:00', '2027-03-12T20:00', '2027-03-13T20:00'],
  ])('reminders of a dose in New York, %s', (_, start, ...expected) => {
    const course = aProgram({ patient: { timeZone: newYork } });
    course.at(wall(start, newYork).instant.replace(/-\d\dT/, '-01T'));
    for (const day of ['02T10:00', '03T10:00'])
      course.book('preparation', wall(`${start.slice(0, 7)}-${day}`, newYork));
    const dose = course.book('dosing', wall(start, newYork));
    const { 'reminder-3d': three, 'reminder-24h': day, 'reminder-3h': hours } = course.rows(dose);
    expect([three, day, hours].map((one) => one?.at)).toEqual(expected.map((at) => wall(at, newYork).instant));
  });

  test('reminders follow the patient’s clock, windows and spacing the session’s', () => {
    const course = aProgram({ patient: { timeZone: 'Asia/Kathmandu' } }).prepared();
    const dose = course.book('dosing', '2027-01-20T10:00');
    const { 'reminder-3d': three, 'reminder-24h': day, 'reminder-3h': hours } = course.rows(dose);
    // 10:00 in Denver is 22:45 in Kathmandu: the same wall time three days earlier is in quiet hours there.
    expect(three?.at).toBe(wall('2027-01-17T20:00', 'Asia/Kathmandu').instant);
    expect(day?.at).toBe(wall('2027-01-19T20:45', 'Asia/Kathmandu').instant);
    expect(hours?.at).toBe(wall('2027-01-20T17:45', 'Asia/Kathmandu').instant);
  });
});

describe('quiet hours', () => {
  const reminded = (quietHours: Patient['quietHours'], start: string): (string | undefined)[] => {
    const course = aProgram({ patient: { quietHours } }).prepared();
    const rows = course.rows(course.book('dosing', start));
    return ['reminder-24h', 'reminder-3h'].map((name) => rows[name]?.at);
  };

  test.each([
    ['wrapping midnight', night, '2027-01-18T20:00', '2027-01-19T20:00'],
    ['within one day', { from: '01:00', to: '07:00' }, '2027-01-19T00:00', '2027-01-20T00:00'],
    ['none', { from: '00:00', to: '00:00' }, '2027-01-19T06:00', '2027-01-20T03:00'],
    ['from midnight on', { from: '00:00', to: '06:00' }, '2027-01-19T06:00', '2027-01-19T23:00'],
  ])('%s: reminders move back to an hour before they begin', (_, quiet, day, hours) => {
    expect(reminded(quiet, '2027-01-20T08:00')).toEqual([day, hours].map((at) => wall(at).instant));
  });

  test('begin at their first minute and end before their last', () => {
    const zone = 'America/Denver';
    const at = (time: string): string => wall(time).instant;
    expect(beforeQuietHours(at('2027-01-19T21:00'), night, zone)).toBe(at('2027-01-19T20:00'));
    expect(beforeQuietHours(at('2027-01-19T20:59'), night, zone)).toBe(at('2027-01-19T20:59'));
    expect(beforeQuietHours(at('2027-01-20T07:59'), night, zone)).toBe(at('2027-01-19T20:00'));
    expect(beforeQuietHours(at('2027-01-20T08:00'), night, zone)).toBe(at('2027-01-20T08:00'));
    expect(afterQuietHours(at('2027-01-20T07:59'), night, zone)).toBe(at('2027-01-20T08:00'));
  });

  test('notices go at any hour', () => {
    const course = aProgram().at(wall('2027-01-05T02:00').instant);
    expect(course.rows(course.book('preparation', '2027-01-08T15:00')).booked?.at).toBe(course.now);
  });
});

test('a birthday counts by the clinic’s calendar', () => {
  expect(ageAt('2009-01-05', '2027-01-05T06:59:00.000Z', 'America/Denver')).toBe(17);
  expect(ageAt('2009-01-05', '2027-01-05T07:00:00.000Z', 'America/Denver')).toBe(18);
});
