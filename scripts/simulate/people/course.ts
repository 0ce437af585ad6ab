/** A clinic that brings one patient through her program: it looks at the chart, does what comes next, and waits. */
import { integrationsAfter } from '../../../shared/domain/protocol.ts';
import { wallIn } from '../../../shared/domain/time.ts';
import { beginsAt, type Chart, endsAt, isDone, isOpen, ofKind, openChart, type SeenSession } from './chart.ts';
import { giveDose } from './dose.ts';
import type { Reply, Staff } from './http.ts';
import { clearScreening, enrollmentOf, historyOf, monitorOf } from './person.ts';
import { type CourseOptions, dayMs, hourMs, minutesAroundOpening, type Treating } from './treating.ts';

const openDosesMax = 3;
/** Doses that are given where the protocol has no fixed end. */
const openEndedDoses = 2;

export class Course implements Treating {
  readonly options: CourseOptions;
  readonly base: string;
  readonly programId: string;

  private constructor(options: CourseOptions, programId: string) {
    this.options = options;
    this.programId = programId;
    this.base = `/v1/programs/${programId}`;
  }

  static async begin(options: CourseOptions): Promise<Course | null> {
    const { world, http, clinic, protocol, person, whims, dice } = options;
    const enrollment = enrollmentOf(world.now(), clinic, protocol, person);
    const history = whims && dice.happens(0.1) ? historyOf(world.now(), protocol, dice) : null;
    return Course.#of(options, await http.post(clinic.coordinator, '/v1/programs', { ...enrollment, history }));
  }

  static #of(options: CourseOptions, { status, body: { programId } }: Reply): Course | null {
    return status === 201 && typeof programId === 'string' ? new Course(options, programId) : null;
  }

  /** Some who have left, or were sent away, come back days later, into a new program. */
  async comeBack(): Promise<Course | null> {
    const { whims, dice, clinic, protocol } = this.options;
    const chart = await this.look();
    if (!whims || !chart || !['withdrawn', 'discharged'].includes(chart.status) || !dice.happens(0.3)) return null;
    await this.wait(this.now + dice.between(1, 20) * dayMs);
    const readmitted = await this.post(clinic.coordinator, '/readmit', {
      protocol: { id: protocol.id, version: protocol.version },
      carryOver: ['patient', 'consents', 'care-team'],
      screening: clearScreening(protocol),
      reviewedBy: clinic.clinician.email,
    });
    return Course.#of(this.options, readmitted);
  }

  get now(): number {
    return this.options.world.now();
  }

  wait(until: number): Promise<void> {
    return this.options.world.wait(until);
  }

  post(by: Staff, path: string, body: unknown = {}): Promise<Reply> {
    return this.options.http.post(by, `${this.base}${path}`, body);
  }

  look(): Promise<Chart | null> {
    return openChart(this.options.http, this.options.clinic.coordinator, this.programId);
  }

  /** To its end. */
  async live(): Promise<void> {
    const { looksMax, whims, dice, clinic } = this.options;
    await this.wait(this.now + dice.between(2, 90) * 60_000);
    for (let looks = 0; ; looks += 1) {
      const chart = await this.look();
      if (chart && !['active', 'on-hold'].includes(chart.status)) return;
      if (looks > looksMax + 3) return;
      if (looks >= looksMax) await this.post(clinic.clinician, '/discharge', { reason: 'clinic-request' });
      else if (!chart) await this.wait(this.now + hourMs);
      else if (!(await whims?.strike(this, chart))) await this.#goOn(chart);
    }
  }

  async #goOn(chart: Chart): Promise<void> {
    const { clinic, dice } = this.options;
    if (chart.status === 'on-hold') {
      await this.wait(this.now + dice.between(1, 9) * dayMs);
      await this.post(clinic.clinician, '/resume', { reason: 'clinic-request' });
      return;
    }
    if (await this.#arrange(chart)) return;
    const next = chart.sessions.filter(isOpen).sort((a, b) => beginsAt(a) - beginsAt(b))[0];
    if (!next) await this.wait(this.now + 6 * hourMs);
    else if (next.kind === 'dosing') await giveDose(this, next);
    else await this.attend(next);
  }

  /** What is missing is booked or written down; false where everything is. */
  async #arrange(chart: Chart): Promise<boolean> {
    const { protocol, clinic, dice, whims } = this.options;
    const preparations = ofKind(chart, 'preparation').filter((one) => isDone(one) || isOpen(one));
    const given = ofKind(chart, 'dosing').filter(isDone);
    const openDoses = ofKind(chart, 'dosing').filter(isOpen);
    const missing = given.length === 0 ? protocol.preparation.sessionsMin - preparations.length : 0;
    // In a hurry they try without the last one, and whoever has a date for the dose sees to nothing else.
    if (
      missing === 1 &&
      whims &&
      openDoses.length === 0 &&
      dice.happens(0.3) &&
      (await this.#bookDose(chart, undefined))
    )
      return true;
    if (missing > 0 && !(whims && openDoses.length > 0))
      return this.book('preparation', this.now + dice.between(2, 5) * dayMs);
    if (chart.intentions.length < protocol.preparation.intentionsMin && preparations.some(isDone)) {
      const { status } = await this.post(clinic.therapist, '/intentions', { text: 'Canary intention.' });
      return status === 201;
    }
    const last = [...given, ...openDoses].at(-1);
    if (last && this.#needsIntegration(chart, last))
      return this.book(
        'integration',
        Math.max(this.now + dayMs, endsAt(last) + (protocol.integration.earliestHours + 20) * hourMs),
      );
    const of = protocol.dosing.doses ?? openEndedDoses;
    if (given.length + openDoses.length < of && openDoses.length < openDosesMax) return this.#bookDose(chart, last);
    if (openDoses.length > 0) return false;
    if (protocol.dosing.doses === null && chart.phase !== 'ongoing') {
      const { status } = await this.post(clinic.clinician, '/end-dosing', { reason: 'Enough.' });
      if (status === 200) return true;
    }
    return this.#close(chart);
  }

  #needsIntegration(chart: Chart, dose: SeenSession): boolean {
    const { protocol } = this.options;
    const after = ofKind(chart, 'integration').filter(
      (one) => (isDone(one) || isOpen(one)) && beginsAt(one) >= endsAt(dose),
    );
    const number = ofKind(chart, 'dosing').filter(
      (one) => (isDone(one) || isOpen(one)) && beginsAt(one) <= beginsAt(dose),
    ).length;
    return after.length < (protocol.integration.required || isDone(dose) ? integrationsAfter(protocol, number) : 0);
  }

  async #bookDose(chart: Chart, last: SeenSession | undefined): Promise<boolean> {
    const { protocol, dice, whims } = this.options;
    if (whims && dice.happens(0.25) && (await this.#bookDoseLate())) return true;
    const preparations = ofKind(chart, 'preparation').filter((one) => isDone(one) || isOpen(one));
    const prepared = Math.max(this.now, ...preparations.map(endsAt)) + dice.between(28, 96) * hourMs;
    const spacing = protocol.dosing.spacing[0];
    const after = last ? beginsAt(last) + (spacing?.targetDays ?? 7) * dayMs : 0;
    const integrations = ofKind(chart, 'integration').filter(isOpen).map(endsAt);
    const integrated = Math.max(0, ...integrations) + 20 * hourMs;
    return this.book('dosing', Math.max(prepared, after, integrated));
  }

  /** On short notice: about when the first window opens. */
  async #bookDoseLate(): Promise<boolean> {
    const { protocol, dice, person, clinic } = this.options;
    const start = this.now + minutesAroundOpening(protocol, dice) * 60_000;
    const at = wallIn(new Date(start).toISOString(), person.timeZone);
    const { status } = await this.post(clinic.coordinator, '/sessions', this.bookingOf('dosing', at));
    return status === 201;
  }

  async #close(chart: Chart): Promise<boolean> {
    const { dice, clinic } = this.options;
    const closings = ofKind(chart, 'closing');
    if (closings.some(isDone)) {
      if (!chart.continuing) return false;
      await this.wait(this.now + dice.between(5, 100) * dayMs);
      const { status } = await this.post(clinic.clinician, '/complete');
      return status === 200;
    }
    if (closings.some(isOpen)) return false;
    const integrations = ofKind(chart, 'integration').filter((one) => isDone(one) || isOpen(one));
    return this.book(
      'closing',
      Math.max(this.now + 3 * dayMs, ...integrations.map((one) => endsAt(one) + 20 * hourMs)),
    );
  }

  /** At an hour of the working day of the patient's clock. */
  async book(kind: SeenSession['kind'], from: number): Promise<boolean> {
    const { dice, person, clinic } = this.options;
    const wall = wallIn(new Date(from).toISOString(), person.timeZone);
    const at = `${wall.slice(0, 11)}${dice.pick(['08:30', '09:00', '10:00', '11:30', '13:00', '14:00', '15:30', '17:00'])}`;
    const { status, body } = await this.post(clinic.coordinator, '/sessions', this.bookingOf(kind, at));
    if (status === 422 && body.code === 'ambiguous-time') return false;
    if (status !== 201) await this.wait(this.now + dice.between(4, 20) * hourMs);
    return status === 201;
  }

  bookingOf(kind: SeenSession['kind'], at: string): Record<string, unknown> {
    const { person, protocol, clinic, dice } = this.options;
    const minimumStay = protocol.dosing.minimumStay.length > 0;
    return {
      kind,
      start: { at, timeZone: person.timeZone },
      durationMinutes: kind === 'dosing' ? (minimumStay ? 480 : 120) : 60,
      mode: kind === 'dosing' ? protocol.setting : 'video',
      staff: [clinic.therapist.email],
      ...(kind === 'dosing' ? { monitor: monitorOf(person, dice.happens(0.2) ? 'b' : 'a') } : {}),
    };
  }

  /** A session of talking takes place and is written down. */
  async attend(session: SeenSession): Promise<void> {
    const { dice, clinic } = this.options;
    const ends = Date.parse(session.start.instant) + session.durationMinutes * 60_000;
    await this.wait(Math.max(this.now, ends + dice.between(1, 40) * 60_000));
    const continuing = session.kind === 'closing' && this.options.whims !== null && dice.happens(0.2);
    const startedAt = new Date(Math.min(Date.parse(session.start.instant) + 120_000, this.now - 120_000)).toISOString();
    const endedAt = new Date(Math.min(ends - 60_000, this.now - 60_000)).toISOString();
    const outcome = { result: 'completed', startedAt, endedAt, ...(continuing ? { continuing } : {}) };
    const { status } = await this.post(clinic.therapist, `/sessions/${session.sessionId}/outcome`, outcome);
    // The therapist may have left, and be let in no more.
    if (status !== 200) await this.wait(this.now + dice.between(1, status === 403 ? 12 : 2) * hourMs);
  }
}
