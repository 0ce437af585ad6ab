/** What a message says stands in its view: facts of the moment at which it was claimed. */
import { describe, expect, test } from 'vitest';
import type { MessageView } from '../../shared/domain/message-view.ts';
import { messageViewOf } from '../../shared/domain/message-view-of.ts';
import { addAction } from '../../shared/domain/patient/actions.ts';
import { addCoreWound, addInsight } from '../../shared/domain/program/notes.ts';
import { changePatient } from '../../shared/domain/program/patient-data.ts';
import { addIntention } from '../../shared/domain/program/people.ts';
import { hold, resume } from '../../shared/domain/program/standing.ts';
import type { Protocol } from '../../shared/domain/protocol.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { ketamineInfusion } from '../../shared/protocols/templates.ts';
import { aProgram, type Course } from './builders.ts';
import { denverAt, wall } from './people.ts';

function viewOf(course: Course, dose: string, name: string): MessageView {
  const row = course.rows(dose)[name] ?? course.program.notices.find((one) => one.name === name);
  if (!row) throw new Error(`no ${name}`);
  const session = course.program.notices.includes(row) ? null : course.session(dose);
  return messageViewOf(course.setting, row, session, { pageUrl: null, code: null });
}
const open = ({ deadlines }: Pick<MessageView, 'deadlines'>): string[] =>
  deadlines.filter((one) => one.open && one.rule === 'avoid').map((one) => one.subject);

describe('the view of a message', () => {
  test('of a late booking: not confirmed, what it carries, and what can no longer be followed', () => {
    const course = aProgram({ takes: ['benzodiazepine'] })
      .prepared()
      .at(denverAt('2027-01-19T14:00'));
    const dose = course.book('dosing', '2027-01-20T10:00');
    const view = viewOf(course, dose, 'booked-late');
    expect(view).toMatchObject({ late: true, blocked: true, carries: ['reminder-3d', 'reminder-24h'] });
    expect(open(view)).toEqual(['benzodiazepine', 'stimulant', 'alcohol']);
    expect(view.deadlines.filter((one) => one.takes).map((one) => one.subject)).toEqual(['benzodiazepine']);
    expect(view.session).toMatchObject({ kind: 'dosing', doseNumber: 1, monitorName: 'Luis Ortiz' });
    course.decide('late-booking', dose);
    expect(viewOf(course, dose, 'confirmed')).toMatchObject({ late: false, blocked: false });
  });

  test('a message is composed by the state of its claim, not of its planning', () => {
    const course = aProgram().prepared();
    const dose = course.book('dosing', '2027-01-20T10:00');
    course.do((change) => changePatient(change, { name: 'Maya Lind', timeZone: 'America/New_York' }));
    expect(viewOf(course, dose, 'reminder-3d').reader).toMatchObject({
      name: 'Maya Lind',
      timeZone: 'America/New_York',
    });
  });

  test('of a move tells where it was', () => {
    const course = aProgram().prepared();
    const dose = course.book('dosing', '2027-01-20T10:00');
    course.move(dose, { start: wall('2027-01-22T10:00') });
    expect(viewOf(course, dose, 'moved').previousStart).toEqual(wall('2027-01-20T10:00'));
    expect(viewOf(course, dose, 'reminder-3d').previousStart).toBe(null);
  });

  test('of a resume names what is booked within 14 days, in order, with its deadlines', () => {
    const course = aProgram().prepared();
    const dose = course.book('dosing', '2027-01-20T10:00');
    course.book('preparation', '2027-01-18T10:00');
    course.book('integration', '2027-02-05T10:00');
    course.do((change) => hold(change, 'other', null));
    course.do((change) => resume(change, 'other', null));
    const { upcoming, session } = viewOf(course, dose, 'resumed');
    expect([session, upcoming.map((one) => [one.kind, one.deadlines.length])]).toEqual([
      null,
      [
        ['preparation', 0],
        ['dosing', 8],
      ],
    ]);
  });

  test('says of driving what its own protocol says, whatever else holds for longer', () => {
    const guidelines = [
      ...ketamineInfusion.guidelines,
      ...ketamineInfusion.guidelines
        .filter(({ subject }) => subject === 'alcohol')
        .map((one) => ({ ...one, id: 'no-alcohol-after', until: { anchor: 'hours-after-end' as const, hours: 48 } })),
    ];
    const course = aProgram({ protocol: { ...ketamineHome, guidelines } }).prepared();
    const dose = course.book('dosing', '2027-01-20T10:00');
    course.give(dose);
    expect(viewOf(course, dose, 'after').lasting).toMatchObject([
      { subject: 'vehicle-or-machinery', until: denverAt('2027-01-21T12:00'), hoursAfterEnd: 24, sleep: false },
      { subject: 'alcohol', until: denverAt('2027-01-22T12:00'), hoursAfterEnd: 48, sleep: false },
    ]);
    expect(
      viewOf(course, dose, 'booked').deadlines.find((one) => one.subject === 'vehicle-or-machinery'),
    ).toMatchObject({ until: 'hours-after-end', untilHours: 24 });
  });

  test('of an aftercare names the actual end and the instant before which no vehicle is driven', () => {
    const course = aProgram().prepared();
    const dose = course.book('dosing', '2027-01-20T10:00');
    course.give(dose);
    expect(viewOf(course, dose, 'after').after).toEqual({ endedAt: denverAt('2027-01-20T12:00') });
    // What ended with the dose is not named any more.
    expect(viewOf(course, dose, 'after').lasting.map(({ subject, until }) => [subject, until])).toEqual([
      ['vehicle-or-machinery', denverAt('2027-01-21T08:00')],
    ]);
  });

  describe('what waits on the page to be read', () => {
    const once: Protocol = { ...ketamineHome, dosing: { ...ketamineHome.dosing, doses: 1 } };
    const written = (...what: ('intention' | 'core wound' | 'insight' | 'action')[]): Course => {
      const course = aProgram({ protocol: once });
      for (const one of what)
        course.do((change) =>
          one === 'intention'
            ? addIntention(change, 'To meet the fear.')
            : one === 'core wound'
              ? addCoreWound(change, 'Being left alone.')
              : one === 'insight'
                ? addInsight(change, 'I can ask for help.', null)
                : addAction(change, { text: 'Walk by the river', due: null, accountability: null }),
        );
      course.meet('preparation', '2027-01-06T09:00');
      course.meet('preparation', '2027-01-07T09:00');
      return course;
    };
    const ofDose = (course: Course): string =>
      course.at(denverAt('2027-01-12T09:00')).book('dosing', '2027-01-20T10:00');

    test('is what there is, of a dose with what is open to do, in each of its reminders', () => {
      const course = written('intention', 'insight', 'action');
      const dose = ofDose(course);
      for (const name of ['reminder-3d', 'reminder-24h', 'reminder-3h'])
        expect(viewOf(course, dose, name)).toMatchObject({ toRead: ['set-out-with', 'found', 'to-do'], actions: [] });
      const only = (...what: Parameters<typeof written>): MessageView['toRead'] => {
        const other = written(...what);
        return viewOf(other, ofDose(other), 'reminder-3d').toRead;
      };
      expect([only('intention'), only('core wound'), only('insight'), only('action'), only()]).toEqual([
        ['set-out-with'],
        ['set-out-with'],
        ['found'],
        ['to-do'],
        [],
      ]);
    });

    test('stands before integration and closing, whose mails list what is open to do themselves', () => {
      const course = written('intention', 'action');
      ofDose(course);
      for (const kind of ['integration', 'closing'] as const) {
        const session = course.book(kind, kind === 'integration' ? '2027-01-22T10:00' : '2027-02-22T10:00');
        expect(viewOf(course, session, 'reminder-1d')).toMatchObject({
          toRead: ['set-out-with'],
          actions: [{ text: 'Walk by the river' }],
        });
        expect(viewOf(course, session, 'booked').toRead).toEqual([]);
      }
    });

    test('is not said before preparation, in a notice, or to the monitor, but where a notice carries the reminder', () => {
      const course = written('intention');
      const preparation = course.book('preparation', '2027-01-15T10:00');
      const dose = ofDose(course);
      const soon = written('intention');
      const carrying = soon.at(denverAt('2027-01-18T09:00')).book('dosing', '2027-01-20T10:00');
      const ofMonitor = course.rowsFor('monitor', dose)['reminder-24h'];
      if (!ofMonitor) throw new Error('no reminder to the monitor');
      expect([
        viewOf(course, preparation, 'reminder-1d').toRead,
        viewOf(course, dose, 'booked').toRead,
        messageViewOf(course.setting, ofMonitor, course.session(dose), { pageUrl: null, code: null }).toRead,
        viewOf(soon, carrying, 'booked').toRead,
      ]).toEqual([[], [], [], ['set-out-with']]);
    });
  });
});
