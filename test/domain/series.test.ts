/** The whole remaining course, proposed and booked by the rules of single bookings. */
import { describe, expect, test } from 'vitest';
import { Change, isRefused } from '../../shared/domain/change.ts';
import { addScreening } from '../../shared/domain/program/people.ts';
import { hold } from '../../shared/domain/program/standing.ts';
import type { Protocol, StaffRule } from '../../shared/domain/protocol.ts';
import { bookSeries, type KindWish, type SeriesWish } from '../../shared/domain/series/propose.ts';
import { type Agenda, type Taken, weekOf } from '../../shared/domain/series/slots.ts';
import type { Session, Weekday } from '../../shared/domain/state.ts';
import { plusMinutes } from '../../shared/domain/time.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { esketamineClinic, mdmaPtsd } from '../../shared/protocols/templates.ts';
import { aProgram, type Course } from './builders.ts';
import { ana, answers, denver, denverAt, fullTeam, luis, sam } from './people.ts';

const workdays: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri'];
const therapy = (daysOfWeek: Weekday[], times = ['15:00']): KindWish => ({
  daysOfWeek,
  times,
  durationMinutes: 60,
  mode: 'video',
  modality: 'talk',
  place: null,
  staff: [sam],
  monitor: null,
});
const dosing = (daysOfWeek: Weekday[], times = ['10:00']): KindWish => ({
  ...therapy(daysOfWeek, times),
  durationMinutes: 120,
  mode: 'home',
  modality: null,
  monitor: luis,
});
const wish = (more: Partial<SeriesWish> = {}, kinds: SeriesWish['kinds'] = {}): SeriesWish => ({
  startFrom: '2027-01-04',
  timeZone: denver,
  notOn: [],
  doses: null,
  unavailable: [],
  kinds: {
    preparation: therapy(['fri']),
    dosing: dosing(['wed']),
    integration: therapy(['fri']),
    closing: therapy(workdays),
    ...kinds,
  },
  ...more,
});

/** An agenda in which every week is known. */
function agendaOf(...taken: Taken[]): Agenda {
  return { get: (week: string) => taken.filter((one) => weekOf(one.from) === week) } as unknown as Agenda;
}

function propose(course: Course, wanted: SeriesWish, agenda = agendaOf()) {
  const change = new Change(course.program, course.context());
  const series = bookSeries(change, wanted, agenda);
  if (isRefused(series)) throw new Error(series.refusal.code);
  const lines = series.placed.map(({ sessionId, preferred }) => {
    const session = change.session(sessionId);
    const { kind, start, warnings } = session ?? { kind: '', start: { at: '' }, warnings: [] };
    return [kind, start.at, ...warnings, ...(preferred ? [] : ['another-day'])].join(' ');
  });
  const unplaced = series.unplaced.map(({ kind, doseNumber, reasons }) =>
    [kind, doseNumber, ...reasons.map(({ code }) => code)].filter((one) => one !== null).join(' '),
  );
  return { lines, unplaced, series, change };
}

describe('staff that nobody named', () => {
  const kim = { staffId: 'stf_kim', name: 'Kim Ito', email: 'kim.ito@clinic.example' };
  const careTeam = [...fullTeam, { ...kim, role: 'therapist' as const, license: 'CO LPC 2', lead: false }];
  const either: StaffRule = { anyOf: ['clinician', 'therapist'], count: 1 };
  const clinician: StaffRule = { anyOf: ['clinician'], count: 1 };
  const withRules = (...preparation: StaffRule[]): Protocol => ({ ...ketamineHome, staffing: { preparation } });
  const only = (more: Partial<SeriesWish> = {}) =>
    wish({ ...more, kinds: { preparation: { ...therapy(['fri']), times: ['15:00', '16:00'], staff: null } } });
  const busy = (from: string, ...staffIds: string[]): Taken => ({
    from: denverAt(from),
    to: plusMinutes(denverAt(from), 60),
    staffIds,
  });
  const proposed = (protocol: Protocol, agenda = agendaOf(), more: Partial<SeriesWish> = {}): string[] => {
    const { series, change } = propose(aProgram({ protocol, careTeam }), only(more), agenda);
    return series.placed.map(({ sessionId }) => {
      const { start, staff } = change.session(sessionId) as Session;
      return [start.at, ...staff.map(({ name }) => name)].join(' ');
    });
  };

  test.each([
    ['is who leads, where the protocol has no rule', withRules(), ['Sam Lee']],
    ['is who the rule asks for', withRules(clinician), ['Dr. Ana Reyes']],
    ['is who leads, among those who may', withRules(either), ['Sam Lee']],
    [
      'fills one place each, whatever the order of the rules',
      withRules(either, clinician),
      ['Sam Lee', 'Dr. Ana Reyes'],
    ],
  ])('%s', (_, protocol, staff) => {
    expect(proposed(protocol)[0]).toBe(`2027-01-08T15:00 ${staff.join(' ')}`);
  });

  test('is somebody else who may, where one is not free; and another time, where nobody is', () => {
    const therapist = withRules({ anyOf: ['therapist'], count: 1 });
    expect(proposed(therapist, agendaOf(busy('2027-01-08T15:30', sam.staffId)))[0]).toBe('2027-01-08T15:00 Kim Ito');
    const both = agendaOf(busy('2027-01-08T14:30', sam.staffId, kim.staffId));
    expect(proposed(therapist, both)[0]).toBe('2027-01-08T16:00 Sam Lee');
    expect(proposed(therapist, agendaOf(), { unavailable: [sam.staffId] })[0]).toBe('2027-01-08T15:00 Kim Ito');
  });

  test('is missing where the care team has nobody: the proposal says which role', () => {
    const course = aProgram({ protocol: withRules({ anyOf: ['clinician'], count: 2 }), careTeam });
    const { series } = propose(course, only());
    expect(series.placed).toEqual([]);
    expect(series.unplaced[0]?.reasons[0]).toMatchObject({
      code: 'staff-missing',
      detail: 'The care team lacks: 2 clinician.',
    });
    const alone = aProgram({ protocol: withRules(clinician), careTeam });
    const { series: without } = propose(alone, only({ unavailable: [ana.staffId] }));
    expect(without.unplaced[0]?.reasons[0]?.detail).toBe('The care team lacks: 1 clinician.');
  });

  test('reads the weeks of the agenda that it needs', () => {
    const change = new Change(aProgram({ careTeam }).program, aProgram({ careTeam }).context());
    const series = bookSeries(change, only(), new Map());
    expect(isRefused(series) ? [] : [...series.unread]).toContain(weekOf(denverAt('2027-01-08T15:00')));
  });
});

describe('a proposal', () => {
  test('is refused where doses would be given where the protocol has none', () => {
    const course = aProgram({ protocol: esketamineClinic });
    const change = new Change(course.program, course.context());
    expect(bookSeries(change, wish(), agendaOf())).toMatchObject({
      refusal: { code: 'invalid', more: { errors: [{ path: 'dosing.mode' }] } },
    });
  });

  test('places preparation, doses a target apart, integration after each, and the closing', () => {
    const { lines, unplaced, series } = propose(aProgram(), wish());
    expect(lines).toEqual([
      'preparation 2027-01-08T15:00',
      'preparation 2027-01-15T15:00',
      'dosing 2027-01-20T10:00',
      'integration 2027-01-22T15:00',
      'dosing 2027-01-27T10:00',
      'integration 2027-01-29T15:00',
      'dosing 2027-02-03T10:00',
      'integration 2027-02-05T15:00',
      'dosing 2027-02-10T10:00',
      'integration 2027-02-12T15:00',
      'dosing 2027-02-17T10:00',
      'integration 2027-02-19T15:00',
      'dosing 2027-02-24T10:00',
      'integration 2027-02-26T15:00',
      'closing 2027-03-05T15:00',
    ]);
    expect([unplaced, series.dosesThatFit]).toEqual([[], 6]);
  });

  test('changes nothing of the program that it is made for', () => {
    const course = aProgram();
    const before = structuredClone(course.program);
    propose(course, wish());
    expect(course.program).toEqual(before);
  });

  test('keeps the wall time across the change to daylight-saving time', () => {
    const course = aProgram({ at: denverAt('2027-02-22T09:00') });
    const { change, series } = propose(course, wish({ startFrom: '2027-02-22' }));
    const doses = series.placed
      .map(({ sessionId }) => change.session(sessionId))
      .filter((one) => one?.kind === 'dosing');
    expect(doses.slice(0, 2).map((one) => [one?.start.at, one?.start.offset])).toEqual([
      ['2027-03-10T10:00', '-07:00'],
      ['2027-03-17T10:00', '-06:00'],
    ]);
  });

  test('never proposes a wall time that the clocks skip, and takes the earlier of one that they repeat', () => {
    const open = { clinic: { openingHours: [] } };
    const skipped = aProgram({ ...open, at: denverAt('2027-03-08T09:00') });
    const preparation = (more: Partial<SeriesWish>) =>
      wish(more, { preparation: therapy(['sun'], ['02:30']), dosing: undefined, integration: undefined } as never);
    expect(propose(skipped, preparation({ startFrom: '2027-03-14' })).lines).toEqual([
      'preparation 2027-03-21T02:30',
      'preparation 2027-03-28T02:30',
    ]);
    const repeated = aProgram({ ...open, at: denverAt('2027-11-01T09:00') });
    const { series, change } = propose(
      repeated,
      wish({ startFrom: '2027-11-07' }, { preparation: therapy(['sun'], ['01:30']) }),
    );
    expect(change.session(series.placed[0]?.sessionId ?? '')?.start).toMatchObject({
      at: '2027-11-07T01:30',
      offset: '-06:00',
    });
  });

  test('keeps to opening hours, leaves named days out, and says where a day is not a preferred one', () => {
    const { lines } = propose(
      aProgram(),
      wish({ notOn: ['2027-01-27'] }, { dosing: dosing(['wed'], ['17:00', '16:00']) }),
    );
    expect(lines.filter((line) => line.startsWith('dosing'))).toEqual(
      [
        'dosing 2027-01-20T16:00',
        'dosing 2027-02-03T16:00 ',
        'dosing 2027-02-10T16:00',
        'dosing 2027-02-17T16:00',
        'dosing 2027-02-24T16:00',
        'dosing 2027-03-03T16:00',
      ].map((line) => line.trim()),
    );
    const closed = aProgram({ clinic: { openingHours: [{ daysOfWeek: ['tue'], from: '08:00', to: '18:00' }] } });
    expect(propose(closed, wish({ doses: 1 })).lines).toEqual([
      'preparation 2027-01-05T15:00 another-day',
      'preparation 2027-01-12T15:00 another-day',
      'dosing 2027-01-19T10:00 another-day',
      'integration 2027-01-26T15:00 another-day',
    ]);
  });

  test('double-books neither the patient nor a named member of staff, and reads only the weeks it needs', () => {
    const course = aProgram();
    course.book('preparation', '2027-01-08T15:30');
    const first: Taken = {
      from: denverAt('2027-01-20T11:00'),
      to: denverAt('2027-01-20T12:30'),
      staffIds: ['stf_sam'],
    };
    const other: Taken = {
      ...first,
      from: denverAt('2027-01-15T15:00'),
      to: denverAt('2027-01-15T16:00'),
      staffIds: ['stf_x'],
    };
    const { lines } = propose(
      course,
      wish(
        { doses: 1 },
        { preparation: therapy(['fri'], ['15:00', '16:30']), dosing: dosing(['wed'], ['10:00', '13:00']) },
      ),
      agendaOf(first, other),
    );
    expect(lines).toEqual(['preparation 2027-01-15T15:00', 'dosing 2027-01-20T13:00', 'integration 2027-01-22T15:00']);
    expect([...propose(course, wish({ doses: 1 }), new Map()).series.unread]).toEqual(['2027-01-11', '2027-01-18']);
  });

  test('goes on from what is given and booked, and fills what is missing between', () => {
    const course = aProgram().withDosesGiven(2, false);
    course.book('integration', '2027-01-29T09:00');
    course.book('dosing', '2027-02-03T10:00');
    expect(propose(course, wish()).lines).toEqual([
      'integration 2027-02-05T15:00',
      'dosing 2027-02-10T10:00',
      'integration 2027-02-12T15:00',
      'dosing 2027-02-17T10:00',
      'integration 2027-02-19T15:00',
      'dosing 2027-02-24T10:00',
      'integration 2027-02-26T15:00',
      'closing 2027-03-05T15:00',
    ]);
  });

  test('asks for one more preparation where the one that was done lies too far back', () => {
    const course = aProgram().prepared().at(denverAt('2027-04-12T09:00'));
    expect(propose(course, wish({ doses: 1 })).lines).toEqual([
      'preparation 2027-04-16T15:00',
      'dosing 2027-04-21T10:00',
      'integration 2027-04-23T15:00',
    ]);
  });

  test('never places a dose so near that its patient could not follow every guideline any more', () => {
    const course = aProgram().prepared();
    course.at(denverAt('2027-01-12T09:00'));
    expect(propose(course, wish({ doses: 1 })).lines[0]).toBe('dosing 2027-01-20T10:00');
    expect(propose(course, wish({ doses: 1 }, { dosing: dosing(['wed'], ['12:00']) })).lines[0]).toBe(
      'dosing 2027-01-13T12:00',
    );
  });

  test('of a dose that is late already comes as soon as it can, with the warning', () => {
    const course = aProgram().withDosesGiven(1);
    course.at(denverAt('2027-02-22T09:00'));
    expect(propose(course, wish({ doses: 1 })).lines).toEqual([
      'dosing 2027-02-24T10:00 spacing-above-max',
      'integration 2027-02-26T15:00',
    ]);
  });

  test('spreads three integrations over the weeks between two doses', () => {
    const course = aProgram({ protocol: { ...ketamineHome, ...timesOf(mdmaPtsd) } });
    const { lines, unplaced } = propose(course, wish({ doses: 2 }));
    expect(unplaced).toEqual([]);
    expect(lines.slice(3, 8)).toEqual([
      'dosing 2027-01-27T10:00',
      'integration 2027-01-29T15:00',
      'integration 2027-02-05T15:00',
      'integration 2027-02-12T15:00',
      'dosing 2027-02-24T10:00',
    ]);
  });

  test('places one integration for every two doses, where the protocol asks for no more', () => {
    const integration = { ...ketamineHome.integration, everyDoses: [{ fromDose: 1, doses: 2 }] };
    const course = aProgram({ protocol: { ...ketamineHome, integration } });
    expect(propose(course, wish({ doses: 4 })).lines.slice(2)).toEqual([
      'dosing 2027-01-20T10:00',
      'dosing 2027-01-27T10:00',
      'integration 2027-01-29T15:00',
      'dosing 2027-02-03T10:00',
      'dosing 2027-02-10T10:00',
      'integration 2027-02-12T15:00',
    ]);
  });

  test('without a fixed end reaches until a clinician is to review', () => {
    const course = aProgram({ protocol: { ...ketamineHome, ...timesOf(esketamineClinic) } });
    const lines = propose(course, wish({}, { dosing: dosing(['mon', 'thu']) })).lines;
    expect(lines.filter((line) => line.startsWith('dosing'))).toHaveLength(8);
    expect(lines.some((line) => line.startsWith('closing'))).toBe(false);
  });
});

const timesOf = ({ preparation, dosing: doses, integration }: typeof ketamineHome) => ({
  preparation,
  dosing: {
    ...ketamineHome.dosing,
    doses: doses.doses,
    reviewEveryDoses: doses.reviewEveryDoses,
    spacing: doses.spacing,
  },
  integration,
});

describe('what has no place is named with the reason', () => {
  test('a dose whose every time is taken, and nothing after it is guessed', () => {
    const always: Taken = {
      from: denverAt('2027-01-18T08:00'),
      to: denverAt('2027-01-18T08:30'),
      staffIds: ['stf_sam'],
    };
    const busy = Array.from({ length: 100 }, (_, day) => ({
      ...always,
      from: new Date(Date.parse(denverAt('2027-01-18T08:00')) + day * 86_400_000).toISOString(),
      to: new Date(Date.parse(denverAt('2027-01-18T18:00')) + day * 86_400_000).toISOString(),
    }));
    const { lines, unplaced, series } = propose(aProgram(), wish(), agendaOf(...busy));
    expect(lines).toEqual(['preparation 2027-01-08T15:00', 'preparation 2027-01-15T15:00']);
    expect(unplaced).toEqual(['dosing 1 staff-taken clinic-closed']);
    expect(series.dosesThatFit).toBe(0);
  });

  test('a contraindication, and a lapse that a clinician has to review', () => {
    const course = aProgram().withDosesGiven(1);
    course.do((change) => addScreening(change, { answers: answers('pregnant-nursing-or-trying'), takes: [] }) ?? {});
    expect(propose(course, wish()).unplaced[0]).toContain('dosing 2 contraindicated');
    const lapsed = aProgram().withDosesGiven(1).at(denverAt('2027-05-03T09:00'));
    expect(propose(lapsed, wish()).unplaced[0]).toContain('dosing 2 review-needed');
  });

  test('integration that nobody asked for', () => {
    const { unplaced } = propose(aProgram(), wish({}, { integration: undefined } as never));
    expect(unplaced[0]).toContain('dosing 2 not-integrated');
    expect(propose(aProgram(), wish({}, { preparation: undefined } as never)).unplaced).toEqual([
      'preparation not-asked-for',
    ]);
  });

  test('a course of more than 24 sessions says how many doses fit, and so many do', () => {
    const protocol = { ...ketamineHome, dosing: { ...ketamineHome.dosing, doses: 20 } };
    const { lines, unplaced, series } = propose(aProgram({ protocol }), wish());
    expect(lines).toHaveLength(24);
    expect([unplaced, series.dosesThatFit]).toEqual([['dosing 12 no-room'], 11]);
    const fitting = propose(aProgram({ protocol }), wish({ doses: 11 }));
    expect([fitting.unplaced, fitting.lines.length]).toEqual([[], 24]);
    expect(fitting.change.items).toBeLessThan(100);
  });

  test('on hold nothing is proposed', () => {
    const course = aProgram();
    course.do((change) => hold(change, 'other', null) ?? {});
    const change = new Change(course.program, course.context());
    expect(bookSeries(change, wish(), agendaOf())).toMatchObject({ ok: false, refusal: { code: 'wrong-state' } });
  });
});
