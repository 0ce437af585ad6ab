import { describe, expect, it } from 'vitest';
import { duration, readWhen, zoneName } from '../../shared/text/times.ts';

const denver = { patient: 'America/Denver', others: ['America/Denver'] };
const at = '2027-01-20T17:00:00.000Z';

describe('times as people read them', () => {
  it('names the weekday, the day and the clock time of the patient', () => {
    expect(readWhen(at, denver, 'en-US')).toEqual({
      clock: '10:00 AM',
      weekday: 'Wednesday',
      date: 'Wednesday 20 January',
      special: null,
      weekdayBefore: 'Tuesday',
      zone: null,
      other: null,
    });
  });

  it.each([
    ['en-GB', '10:00', 'Wednesday 20 January'],
    ['es-US', '10:00 a.m.', 'miércoles, 20 de enero'],
    ['de-DE', '10:00', 'Mittwoch, 20. Januar'],
  ])('keeps the order and the clock of %s', (locale, clock, date) => {
    expect(readWhen(at, denver, locale)).toMatchObject({ clock, date });
  });

  it('gives both clocks, by the names that people use, where patient and clinic differ', () => {
    const zones = { patient: 'America/New_York', others: ['America/Denver', 'America/Denver'] };
    expect(readWhen(at, zones, 'en-US')).toMatchObject({
      clock: '12:00 PM',
      special: 'noon',
      zone: 'Eastern Time',
      other: { clock: '10:00 AM', zone: 'Mountain Time' },
    });
  });

  it('gives the other day where the two clocks stand on different days', () => {
    const late = '2027-01-21T06:30:00.000Z';
    expect(readWhen(late, { patient: 'America/New_York', others: ['America/Denver'] }, 'en-US')).toMatchObject({
      clock: '1:30 AM',
      weekday: 'Thursday',
      other: { clock: '11:30 PM', weekday: 'Wednesday' },
    });
  });

  it('gives one clock where two zones show the same time that day, and both where they do not', () => {
    const zones = { patient: 'America/Phoenix', others: ['America/Denver'] };
    expect(readWhen(at, zones, 'en-US').other).toBeNull();
    expect(readWhen('2027-07-20T17:00:00.000Z', zones, 'en-US')).toMatchObject({
      clock: '10:00 AM',
      other: { clock: '11:00 AM', zone: 'Mountain Time' },
    });
  });

  it('names the cities where both zones go by one name', () => {
    const names = ['America/Vancouver', 'America/Los_Angeles'].map((zone) => zoneName(at, zone, 'en-US'));
    const when = readWhen(at, { patient: 'America/Vancouver', others: ['America/Los_Angeles'] }, 'en-US');
    // Only where this machine's zone data has British Columbia's permanent time do the two clocks differ in winter.
    if (names[0] === names[1] && when.other)
      expect([when.zone, when.other.zone]).toEqual(['Vancouver time', 'Los Angeles time']);
    expect(readWhen(at, { patient: 'Asia/Kathmandu', others: [] }, 'en-US').clock).toBe('10:45 PM');
  });

  it('follows the clock through the changes of daylight-saving time', () => {
    const clocks = ['2027-03-14T08:59:00.000Z', '2027-03-14T09:00:00.000Z'].map(
      (one) => readWhen(one, denver, 'en-US').clock,
    );
    expect(clocks).toEqual(['1:59 AM', '3:00 AM']);
  });

  it('tells midnight from noon, and which day ended', () => {
    expect(readWhen('2027-01-20T07:00:00.000Z', denver, 'en-US')).toMatchObject({
      clock: '12:00 AM',
      weekday: 'Wednesday',
      special: 'midnight',
      weekdayBefore: 'Tuesday',
    });
  });

  it('says how long in words', () => {
    expect([50, 60, 90, 120].map((minutes) => duration(minutes, 'en-US'))).toEqual([
      '50 minutes',
      '1 hour',
      '1 hour 30 minutes',
      '2 hours',
    ]);
  });
});
