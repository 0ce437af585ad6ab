/** What people do to sessions that nobody planned: late, twice, at the wrong moment, never written down. */
import { wallIn } from '../../../shared/domain/time.ts';
import type { Dice } from '../chance.ts';
import { type Chart, isDone, isOpen, type SeenSession } from './chart.ts';
import { monitorOf } from './person.ts';
import { amountOf, type Deed, hourMs, minuteMs, minutesAroundOpening, type Treating } from './treating.ts';

const booked = ({ sessions }: Chart): SeenSession[] => sessions.filter(({ status }) => status === 'booked');

export function anyBooked(chart: Chart, dice: Dice): SeenSession | null {
  const all = booked(chart);
  return all.length > 0 ? dice.pick(all) : null;
}

const cancel: Deed = async (course, chart, dice) => {
  const session = anyBooked(chart, dice);
  if (!session) return;
  // Late more often than early.
  if (dice.happens(0.6))
    await course.wait(Math.max(course.now, Date.parse(session.start.instant) - dice.between(1, 30 * 60) * minuteMs));
  const path = `/sessions/${session.sessionId}/cancel`;
  await course.post(course.options.clinic.coordinator, path, {
    reason: dice.pick(['patient-request', 'illness', 'clinic-request']),
  });
};

const move: Deed = async (course, chart, dice) => {
  const session = anyBooked(chart, dice);
  if (!session) return;
  const { http, clinic, person } = course.options;
  if (dice.happens(0.5))
    await course.wait(Math.max(course.now, Date.parse(session.start.instant) - dice.between(1, 40 * 60) * minuteMs));
  const seen = await http.get(clinic.coordinator, `${course.base}/sessions/${session.sessionId}`);
  const to = Math.max(
    course.now + dice.between(1, 50) * hourMs,
    Date.parse(session.start.instant) + dice.between(-50, 50) * hourMs,
  );
  const at = wallIn(new Date(to).toISOString(), person.timeZone);
  const start = { at: `${at.slice(0, 14)}${dice.pick(['00', '15', '30'])}`, timeZone: person.timeZone };
  const change = dice.happens(0.2) ? { place: { text: 'Canary Street 1' } } : { start };
  await http.ask(clinic.coordinator, 'PATCH', `${course.base}/sessions/${session.sessionId}`, change, seen.etag);
};

const changeMonitor: Deed = async (course, chart, dice) => {
  const session = booked(chart).find(({ kind }) => kind === 'dosing');
  if (!session) return;
  const { http, clinic, person } = course.options;
  const seen = await http.get(clinic.coordinator, `${course.base}/sessions/${session.sessionId}`);
  const monitor = dice.happens(0.2) ? null : monitorOf(person, dice.pick(['a', 'b', 'c']));
  await http.ask(clinic.coordinator, 'PATCH', `${course.base}/sessions/${session.sessionId}`, { monitor }, seen.etag);
};

/** Tomorrow, or in an hour: some windows are open already; or within the hour around the opening of the first. */
const bookLate: Deed = async (course, _chart, dice) => {
  const { clinic, person, protocol } = course.options;
  const around = minutesAroundOpening(protocol, dice);
  const inMinutes = dice.happens(0.5) ? around : dice.between(60, 36 * 60);
  const at = wallIn(new Date(course.now + inMinutes * minuteMs).toISOString(), person.timeZone);
  await course.post(
    clinic.coordinator,
    '/sessions',
    course.bookingOf(dice.pick(['dosing', 'dosing', 'preparation', 'integration']), at),
  );
};

/** The same again, at once and by two people; in the past; of the wrong kind. */
const bookBadly: Deed = async (course, _chart, dice) => {
  const { clinic, person } = course.options;
  const at = wallIn(new Date(course.now + dice.between(-48, 200) * hourMs).toISOString(), person.timeZone);
  const booking = course.bookingOf(dice.pick(['dosing', 'closing', 'preparation', 'continuing', 'integration']), at);
  await Promise.all([
    course.post(clinic.coordinator, '/sessions', booking),
    course.post(clinic.therapist, '/sessions', booking),
  ]);
};

const noShow: Deed = async (course, chart, dice) => {
  const session = anyBooked(chart, dice);
  if (!session) return;
  await course.wait(Math.max(course.now, Date.parse(session.start.instant) + dice.between(10, 90) * minuteMs));
  await course.post(course.options.clinic.therapist, `/sessions/${session.sessionId}/outcome`, { result: 'no-show' });
};

/** Nobody writes down how it went, for days; then somebody does, of a dose that was never started here. */
const forget: Deed = async (course, chart, dice) => {
  const session = booked(chart).sort((a, b) => a.start.instant.localeCompare(b.start.instant))[0];
  if (!session) return;
  const start = Date.parse(session.start.instant);
  await course.wait(Math.max(course.now, start + session.durationMinutes * minuteMs + dice.between(2, 200) * hourMs));
  await course.post(course.options.clinic.therapist, `/sessions/${session.sessionId}/outcome`, {
    result: 'completed',
    startedAt: new Date(start + 5 * minuteMs).toISOString(),
    endedAt: new Date(start + (session.durationMinutes - 2) * minuteMs).toISOString(),
    recordedLate: { reason: 'Canary: forgotten.' },
  });
};

/** What makes a clearance void, or stops a dose, at the last moment. */
export async function changePlace(
  { base, options: { http, clinic } }: Treating,
  { sessionId }: SeenSession,
): Promise<void> {
  const path = `${base}/sessions/${sessionId}`;
  const seen = await http.get(clinic.coordinator, path);
  await http.ask(clinic.coordinator, 'PATCH', path, { place: { text: 'Canary Street 2' } }, seen.etag);
}

async function hold(course: Treating): Promise<void> {
  await course.post(course.options.clinic.coordinator, '/hold', { reason: 'other' });
}

/** In a hurry: something of what has to be done before a dose is left out, and mostly no more than one thing. */
const startHastily: Deed = async (course, chart, dice) => {
  const { clinic, protocol } = course.options;
  const session = chart.sessions
    .filter(({ kind, status }) => kind === 'dosing' && status === 'booked')
    .sort((a, b) => a.start.instant.localeCompare(b.start.instant))[0];
  if (!session) return;
  const { sessionId } = session;
  const does = (): boolean => dice.happens(0.9);
  const by = (about: string): Promise<unknown> =>
    course.post(clinic.clinician, '/decisions', {
      about,
      sessionId,
      decision: 'proceed',
      reason: 'Canary: in a hurry.',
    });
  const start = Date.parse(session.start.instant);
  await course.wait(Math.max(course.now, start - dice.between(1, 40) * hourMs));
  const checks = Object.fromEntries(protocol.dosing.clearanceChecks.map((code) => [code, does() || does()]));
  if (does()) await course.post(clinic.clinician, '/clearances', { sessionId, checks });
  if (does()) await by('caution');
  if (does()) await by('medicines');
  // In its time more often than early or late.
  const offMinutes = dice.pick([
    dice.between(-10, 100),
    dice.between(-10, 100),
    dice.between(-180, -20),
    dice.between(125, 400),
  ]);
  await course.wait(Math.max(course.now, start + offMinutes * minuteMs));
  if (does()) for (const about of ['late-booking', 'answer', 'adverse-event']) await by(about);
  const undone = dice.pick([changePlace, hold, null, null, null, null]);
  await undone?.(course, session);
  await course.post(clinic.therapist, `/sessions/${sessionId}/start`, {
    monitorPresent: does(),
    vitals: { systolicMmHg: does() ? 118 : 150, diastolicMmHg: 76, heartRateBpm: 68 },
    staffPresent: does() ? [clinic.therapist.email, clinic.clinician.email] : [],
    amountMg: amountOf(course),
  });
};

const adverse: Deed = async (course, chart, dice) => {
  const session = chart.sessions.filter((one) => one.kind === 'dosing' && (isDone(one) || isOpen(one)))[0];
  if (!session) return;
  const event = { code: 'anxiety', serious: dice.happens(0.3), at: new Date(course.now - minuteMs).toISOString() };
  await course.post(course.options.clinic.therapist, `/sessions/${session.sessionId}/adverse-events`, event);
};

const correct: Deed = async (course, chart, dice) => {
  const session = chart.sessions.find(isDone);
  if (!session?.actual?.endedAt) return;
  const endedAt = new Date(
    Math.min(course.now, Date.parse(session.actual.endedAt) + dice.between(1, 90) * minuteMs),
  ).toISOString();
  await course.post(course.options.clinic.clinician, `/sessions/${session.sessionId}/corrections`, {
    endedAt,
    reason: 'Canary: the clock was read wrongly.',
  });
};

export const deedsOfSessions: readonly Deed[] = [
  cancel,
  cancel,
  move,
  move,
  move,
  changeMonitor,
  bookLate,
  bookLate,
  bookBadly,
  noShow,
  forget,
  forget,
  startHastily,
  startHastily,
  startHastily,
  adverse,
  correct,
];
