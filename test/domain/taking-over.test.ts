/** Patients who come in the middle of a course, or come back. */
import { describe, expect, test } from 'vitest';
import { enroll } from '../../shared/domain/program/enroll.ts';
import type { PastSession } from '../../shared/domain/program/history.ts';
import { withdrawConsent } from '../../shared/domain/program/people.ts';
import { enrolledBefore, type Readmission, readmit } from '../../shared/domain/program/readmit.ts';
import { endProgram, hold, recordDeath } from '../../shared/domain/program/standing.ts';
import type { Protocol } from '../../shared/domain/protocol.ts';
import { judgeAnew } from '../../shared/domain/screening.ts';
import { recordAdverseEvent } from '../../shared/domain/session/adverse-events.ts';
import { bookSession } from '../../shared/domain/session/book.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { aProgram, bookingOf, type Course, enrollmentOf } from './builders.ts';
import { ana, clinic, denver, denverAt, maya } from './people.ts';

const past = (kind: PastSession['kind'], day: string, more: Partial<PastSession> = {}): PastSession => ({
  kind,
  result: 'completed',
  startedAt: denverAt(`${day}T10:00`),
  endedAt: denverAt(`${day}T11:00`),
  timeZone: denver,
  mode: 'video',
  modality: null,
  amountMg: null,
  notes: null,
  ...more,
});
const twoDoses = [
  past('preparation', '2026-12-01'),
  past('preparation', '2026-12-02'),
  past('dosing', '2026-12-09'),
  past('integration', '2026-12-11'),
  past('dosing', '2026-12-30', { result: 'stopped-early' }),
];

describe('a patient in the middle of a course', () => {
  test('has the sessions that were done, with their actual times, marked as imported', () => {
    const course = aProgram({ history: twoDoses });
    expect(course.program.sessions).toHaveLength(5);
    expect(course.program.sessions[4]).toMatchObject({
      kind: 'dosing',
      imported: true,
      status: 'stopped-early',
      start: { at: '2026-12-30T10:00', timeZone: denver, instant: '2026-12-30T17:00:00.000Z', offset: '-07:00' },
      actual: { startedAt: '2026-12-30T17:00:00.000Z', endedAt: '2026-12-30T18:00:00.000Z' },
      run: 0,
      touchpoints: [],
    });
    expect(course.events.map(({ type }) => type)).toEqual(['program-enrolled', 'history-imported']);
  });

  test('goes on in the phase that the facts say, and waits for what comes next', () => {
    const course = aProgram({ history: twoDoses });
    course.look();
    expect([course.program.phase, course.program.phaseDose]).toEqual(['integration', 2]);
    course.meet('integration', '2027-01-05T09:00');
    course.look();
    expect([course.program.phase, course.program.phaseDose]).toEqual(['dosing', 3]);
  });

  test('counts its last dose for the spacing and for the lapse', () => {
    const course = aProgram({ history: [...twoDoses.slice(0, 4), past('dosing', '2027-01-03')] });
    course.book('integration', '2027-01-05T09:00');
    expect(course.codeOf((change) => bookSession(change, bookingOf('dosing', '2027-01-05T12:00')))).toBe('too-soon');
    expect(course.codeOf((change) => bookSession(change, bookingOf('dosing', '2027-01-07T12:00')))).toBe('accepted');
    const lapsed = aProgram({ history: [past('dosing', '2026-09-01'), past('integration', '2026-09-03')] });
    expect(lapsed.codeOf((change) => bookSession(change, bookingOf('dosing', '2027-01-07T12:00')))).toBe(
      'review-needed',
    );
  });

  test('after a dose of the last hours is told what still holds', () => {
    const course = aProgram({
      history: [
        past('dosing', '2027-01-04', { startedAt: '2027-01-04T13:00:00.000Z', endedAt: '2027-01-04T15:00:00.000Z' }),
      ],
    });
    const dose = course.program.sessions[0];
    expect([dose?.run, dose?.touchpoints.map(({ name }) => name)]).toEqual([1, ['after', 'next-day']]);
  });

  test('in continuing psychotherapy is reviewed from now on', () => {
    const closed = [...twoDoses, past('integration', '2027-01-01'), past('closing', '2027-01-02')];
    const course = aProgram({ history: closed });
    course.look();
    expect([course.program.phase, course.program.continuing?.reviewDue]).toEqual([
      'ongoing',
      '2027-04-04T16:00:00.000Z',
    ]);
    expect(course.codeOf((change) => bookSession(change, bookingOf('continuing', '2027-01-07T12:00')))).toBe(
      'accepted',
    );
  });

  const pathsOf = (history: PastSession[]): unknown => {
    const course = aProgram();
    const refused = enroll({ ...enrollmentOf(), history }, course.context(), {
      clinic,
      approved: true,
      refusedBefore: false,
    });
    if (refused.ok) return 'accepted';
    const errors = refused.refusal.more?.errors as { path: string }[] | undefined;
    return errors?.map(({ path }) => path);
  };

  test('is not taken over with times that cannot be: each is named', () => {
    expect(pathsOf(twoDoses)).toBe('accepted');
    expect(pathsOf([past('dosing', '2027-01-05')])).toEqual(['history.sessions.0.endedAt']);
    expect(pathsOf([past('dosing', '2026-12-01', { endedAt: denverAt('2026-12-01T10:00') })])).toEqual([
      'history.sessions.0.endedAt',
    ]);
    expect(pathsOf([past('dosing', '2026-12-01', { endedAt: denverAt('2026-12-02T10:01') })])).toEqual([
      'history.sessions.0.endedAt',
    ]);
    expect(pathsOf([past('dosing', '2026-12-01'), past('integration', '2026-12-01')])).toEqual([
      'history.sessions.1.startedAt',
    ]);
    expect(pathsOf(['01', '05', '09', '13', '17', '21', '25'].map((day) => past('dosing', `2026-11-${day}`)))).toEqual([
      'history.sessions.6.kind',
    ]);
    expect(pathsOf([past('continuing', '2026-12-01'), past('closing', '2026-12-03')])).toEqual([
      'history.sessions.0.kind',
    ]);
  });
});

const all: Readmission = {
  carryOver: ['patient', 'screening', 'consents', 'care-team'],
  patient: null,
  screening: null,
  consents: null,
  careTeam: null,
};

function back(earlier: Course, wanted = all, to = ketamineHome) {
  return readmit(earlier.program, wanted, { from: earlier.protocol, to }, earlier.now);
}

const codeOf = (earlier: Course, wanted = all): string => {
  const made = back(earlier, wanted);
  return made.ok ? 'accepted' : made.refusal.code;
};

const withdrawn = (course: Course): Course => {
  course.do((change) => endProgram(change, 'withdrawn', 'patient-request', null) ?? {});
  return course;
};

/** Readmitted, and enrolled in the new program. */
function again(
  earlier: Course,
  reviewedBy: { staffId: string; name: string; email: string } | null = null,
  to = ketamineHome,
) {
  const made = back(earlier, all, to);
  if (!made.ok) throw new Error(made.refusal.code);
  const { careTeam, screening, ...rest } = made;
  const staffed = careTeam.map((one) => ({ ...one, staffId: one.email }));
  const context = { ...earlier.context(), protocol: to };
  return enroll({ ...rest, careTeam: staffed, screening: { ...screening, reviewedBy } }, context, {
    clinic,
    approved: true,
    refusedBefore: false,
  });
}

describe('a patient who comes back', () => {
  test('is enrolled anew, linked to the earlier program, with what the clinic carries over', () => {
    const earlier = withdrawn(aProgram().withDosesGiven(2).at(denverAt('2027-02-01T09:00')));
    const made = again(earlier);
    if (!made.ok) throw new Error(made.refusal.code);
    expect(made.program).toMatchObject({
      status: 'active',
      phase: 'care-team',
      sessions: [],
      patient: maya,
      earlier: {
        programId: earlier.program.programId,
        lastDose: { startedAt: '2027-01-27T17:00:00.000Z', endedAt: '2027-01-27T19:00:00.000Z' },
      },
      screenings: [{ at: '2027-01-04T16:00:00.000Z' }],
      consents: [{ kind: 'treatment' }, { kind: 'monitor-and-contact' }, { kind: 'email' }],
    });
  });

  test('keeps the distance to the last dose of the earlier program, and its lapse', () => {
    const earlier = withdrawn(aProgram().withDosesGiven(2).at(denverAt('2027-01-29T17:00')));
    const made = again(earlier);
    if (!made.ok) throw new Error(made.refusal.code);
    const bring = (at: string): Course => {
      const course = aProgram().at(denverAt('2027-01-29T18:00'));
      course.program = made.program;
      const dayBefore = new Date(Date.parse(`${at}T00:00:00Z`) - 2 * 86_400_000).toISOString().slice(0, 10);
      course.at(denverAt(`${dayBefore}T07:00`));
      for (const hour of ['08', '09']) course.book('preparation', `${dayBefore}T${hour}:00`, { durationMinutes: 30 });
      return course;
    };
    const dose = (at: string) => bring(at).try((change) => bookSession(change, bookingOf('dosing', `${at}T12:00`)));
    expect(dose('2027-02-11')).toHaveProperty('sessionId');
    expect(dose('2027-05-10')).toMatchObject({ refusal: { code: 'review-needed' } });
    const soon = bring('2027-02-11');
    const near = {
      ...made.program,
      earlier: {
        programId: 'x',
        lastDose: { startedAt: denverAt('2027-02-09T10:00'), endedAt: denverAt('2027-02-09T12:00') },
      },
    };
    soon.program = { ...near, sessions: soon.program.sessions };
    expect(soon.codeOf((change) => bookSession(change, bookingOf('dosing', '2027-02-11T12:00')))).toBe('too-soon');
    expect(soon.codeOf((change) => bookSession(change, bookingOf('dosing', '2027-02-12T12:00')))).toBe('accepted');
  });

  test('a third time still has the last dose of the first', () => {
    const first = withdrawn(aProgram().withDosesGiven(1));
    const second = again(first);
    if (!second.ok) throw new Error('refused');
    first.program = second.program;
    const third = back(withdrawn(first));
    expect(third).toMatchObject({ earlier: { program: { lastDose: { startedAt: '2027-01-20T17:00:00.000Z' } } } });
  });

  describe('after a serious adverse event', () => {
    const serious = { code: 'accident-or-fall', serious: true, at: denverAt('2027-01-20T12:00') };
    /** Of the first dose; the program then ends, decided about or not. */
    const withEvent = (decided: boolean): Course => {
      const course = aProgram().withDosesGiven(1);
      const dose = course.program.sessions.find(({ kind }) => kind === 'dosing')?.sessionId ?? '';
      const next = course.book('dosing', '2027-02-03T10:00');
      course.do((change) => recordAdverseEvent(change, dose, serious) ?? {});
      if (decided) course.decide('adverse-event', next);
      return withdrawn(course);
    };
    const follow = (earlier: Course, made: ReturnType<typeof again>): Course => {
      if (!made.ok) throw new Error(made.refusal.code);
      const course = aProgram().at(earlier.now);
      course.program = made.program;
      return course;
    };

    test('that no clinician decided about has no dose before they do: they are asked at once', () => {
      const earlier = withEvent(false);
      const course = follow(earlier, again(earlier));
      expect(course.program.tasks).toMatchObject([
        { kind: 'adverse-event', urgency: 'urgent', owner: { email: ana.email }, sessionId: null },
      ]);
      course.at(denverAt('2027-02-01T07:00'));
      for (const hour of ['08', '09']) course.book('preparation', `2027-02-01T${hour}:00`, { durationMinutes: 30 });
      const dose = course.book('dosing', '2027-02-05T10:00');
      expect(course.openTasks()).toEqual(['adverse-event']);
      const blocked = (): string[] => course.session(dose).blocked.map(({ about }) => about);
      expect(blocked()).toEqual(['adverse-event']);
      course.decide('adverse-event', dose);
      expect([blocked(), course.openTasks()]).toEqual([[], []]);
      course.cancel(dose);
      expect(course.session(course.book('dosing', '2027-02-08T10:00')).blocked).toEqual([]);
    });

    test('that a clinician decided about is not asked about again', () => {
      const earlier = withEvent(true);
      const course = follow(earlier, again(earlier));
      expect([course.program.earlier?.undecidedEvents, course.openTasks()]).toEqual([undefined, []]);
    });

    test('is asked about still in the program after the next, and where somebody enrolls them as if new', () => {
      const second = withdrawn(follow(withEvent(false), again(withEvent(false))));
      const left = [expect.stringContaining('accident-or-fall')];
      expect(back(second)).toMatchObject({ earlier: { program: { undecidedEvents: left } } });
      expect(enrolledBefore(second.program)).toMatchObject({ earlier: { program: { undecidedEvents: left } } });
      const third = follow(second, again(second));
      expect(third.openTasks()).toEqual(['adverse-event']);
    });
  });

  test('says a screening anew once the earlier one has expired, and consents that were withdrawn', () => {
    const earlier = aProgram().prepared();
    earlier.do((change) => withdrawConsent(change, 'email') ?? {});
    withdrawn(earlier);
    expect(back(earlier)).toMatchObject({ consents: [{ kind: 'treatment' }, { kind: 'monitor-and-contact' }] });
    earlier.at(denverAt('2027-08-01T09:00'));
    expect(codeOf(earlier)).toBe('screening-expired');
    expect(
      codeOf(earlier, { ...all, carryOver: ['patient', 'consents', 'care-team'], screening: enrollmentOf().screening }),
    ).toBe('accepted');
  });

  describe('into a protocol that asks more', () => {
    const { contraindications } = ketamineHome.screening;
    const to: Protocol = {
      ...ketamineHome,
      screening: { ...ketamineHome.screening, contraindications: [...contraindications, 'glaucoma'] },
      medicines: [...ketamineHome.medicines, { code: 'lithium', planNeeded: true }],
    };

    test('has not answered it by what the earlier one did not ask: neither a question nor a medicine', () => {
      const earlier = withdrawn(aProgram({ takes: ['stimulant'] }));
      expect(again(earlier)).toMatchObject({ ok: true, program: { screenings: [{ takes: ['stimulant'] }] } });
      expect(again(earlier, null, to)).toMatchObject({
        refusal: { code: 'screening-incomplete', more: { missing: ['glaucoma', 'lithium'] } },
      });
      const asksMedicine = { ...ketamineHome, medicines: to.medicines };
      expect(again(earlier, null, asksMedicine)).toMatchObject({
        refusal: { code: 'screening-incomplete', more: { missing: ['lithium'] } },
      });
    });

    test('nor by a screening that moved to a version that asks it, and was not taken anew', () => {
      const earlier = aProgram();
      const [asked, screening] = [{ ...to, version: 2 }, earlier.program.screenings[0]];
      if (!screening) throw new Error('no screening');
      earlier.program = { ...earlier.program, screenings: [judgeAnew(screening, ketamineHome, asked)] };
      const made = readmit(withdrawn(earlier).program, all, { from: asked, to: asked }, earlier.now);
      expect(made).toMatchObject({ ok: true, screening: { unasked: ['lithium'] } });
    });

    test('is refused for a contraindication all the same, where one was said', () => {
      const earlier = withdrawn(aProgram({ yes: ['urinary-symptoms'] }));
      const strict = {
        ...to,
        screening: { ...to.screening, contraindications: [...contraindications, 'urinary-symptoms'], cautions: [] },
      };
      expect(again(earlier, null, strict)).toMatchObject({ refusal: { code: 'contraindicated' } });
    });
  });

  test('takes each part from one side: said anew or carried over', () => {
    const earlier = withdrawn(aProgram());
    const unclear = back(earlier, { ...all, carryOver: ['patient'], patient: maya });
    expect(unclear).toMatchObject({
      refusal: {
        more: { errors: [{ path: 'patient' }, { path: 'screening' }, { path: 'consents' }, { path: 'careTeam' }] },
      },
    });
    const somebody = { ...maya, dateOfBirth: '1990-01-01' };
    expect(
      back(earlier, { ...all, carryOver: ['screening', 'consents', 'care-team'], patient: somebody }),
    ).toMatchObject({
      refusal: { more: { errors: [{ path: 'patient.dateOfBirth' }] } },
    });
  });

  test('a suppressed address stays suppressed', () => {
    const earlier = aProgram();
    const suppressed = [{ email: maya.email, since: earlier.now, reason: 'bounced' as const }];
    earlier.program = { ...earlier.program, suppressed };
    const made = again(withdrawn(earlier));
    expect(made.ok && made.program.suppressed).toEqual(suppressed);
  });

  test('after a discharge for a medical reason a clinician reviews first', () => {
    const earlier = aProgram();
    earlier.do((change) => endProgram(change, 'discharged', 'medical', null) ?? {});
    expect(again(earlier)).toMatchObject({ refusal: { code: 'review-needed' } });
    expect(again(earlier, { staffId: 'stf_ana', name: 'Ana', email: 'ana@clinic.example' }).ok).toBe(true);
  });

  test('is not readmitted from a program that goes on, after a death, or while a dose is in session', () => {
    expect(codeOf(aProgram())).toBe('wrong-state');
    const held = aProgram();
    held.do((change) => hold(change, 'other', null) ?? {});
    expect(codeOf(held)).toBe('wrong-state');
    const dead = aProgram();
    dead.do((change) => recordDeath(change, '2027-01-04', null) ?? {});
    expect(codeOf(dead)).toBe('wrong-state');
    const dosing = aProgram().prepared();
    const dose = dosing.book('dosing', '2027-01-20T10:00');
    dosing.at(denverAt('2027-01-20T09:30')).clear(dose).at(denverAt('2027-01-20T10:00')).start(dose);
    expect(codeOf(withdrawn(dosing))).toBe('wrong-state');
  });
});
