/** The day of a dose: cleared, started when every gate is open, seen to its end, written down. */

import type { SeenSession } from './chart.ts';
import { changePlace } from './deeds-of-sessions.ts';
import { settleLead } from './deeds-of-staff.ts';
import type { Reply } from './http.ts';
import { clearScreening, monitorOf } from './person.ts';
import { amountOf, minuteMs, type Treating } from './treating.ts';

const attemptsMax = 8;
const calm = { systolicMmHg: 118, diastolicMmHg: 76, heartRateBpm: 68 };

type Gate = { code: string };

export async function giveDose(course: Treating, session: SeenSession): Promise<void> {
  const { dice, clinic, protocol, whims } = course.options;
  const start = Date.parse(session.start.instant);
  if (session.status === 'in-session') return finish(course, session);
  // Sometimes so early that it holds no more when the dose begins.
  const { clearanceValidHours } = protocol.dosing;
  const tooEarly = whims !== null && dice.happens(0.2);
  const leadMinutes = tooEarly ? clearanceValidHours * 60 + dice.between(10, 600) : dice.between(60, 240);
  await course.wait(Math.max(course.now, start - leadMinutes * minuteMs));
  await course.post(clinic.clinician, '/clearances', { sessionId: session.sessionId, checks: checksOf(course) });
  if (whims && dice.happens(0.5)) await dice.pick(temptations)(course, session);
  await course.wait(Math.max(course.now, start + dice.between(-5, 15) * minuteMs));
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const { status, body } = await tryToStart(course, session);
    if (status === 200) return finish(course, session);
    if (status !== 422) break;
    const gates = ((body.gates as Gate[] | undefined) ?? [{ code: String(body.code) }]).map(({ code }) => code);
    if (!(await openGates(course, session, gates))) break;
  }
  await course.wait(course.now + 60 * minuteMs);
}

function tryToStart(course: Treating, session: SeenSession, otherwise: object = {}): Promise<Reply> {
  const { clinic } = course.options;
  return course.post(clinic.therapist, `/sessions/${session.sessionId}/start`, {
    monitorPresent: true,
    vitals: calm,
    staffPresent: [clinic.therapist.email, clinic.clinician.email],
    amountMg: amountOf(course),
    ...otherwise,
  });
}

type Temptation = (course: Treating, session: SeenSession) => Promise<unknown>;

const early: Temptation = async (course, session) => {
  const minutes = course.options.dice.between(20, 230);
  await course.wait(Math.max(course.now, Date.parse(session.start.instant) - minutes * minuteMs));
  return tryToStart(course, session);
};

const onHold: Temptation = async (course, session) => {
  const { clinic } = course.options;
  await course.wait(Math.max(course.now, Date.parse(session.start.instant) - 5 * minuteMs));
  await course.post(clinic.coordinator, '/hold', { reason: 'other' });
  await tryToStart(course, session);
  return course.post(clinic.clinician, '/resume', { reason: 'other' });
};

const withoutConsent: Temptation = async (course, session) => {
  const { clinic } = course.options;
  await course.wait(Math.max(course.now, Date.parse(session.start.instant) - 5 * minuteMs));
  await course.post(clinic.coordinator, '/consents/treatment/withdraw');
  return tryToStart(course, session);
};

const wrongly =
  (otherwise: object): Temptation =>
  async (course, session) => {
    await course.wait(Math.max(course.now, Date.parse(session.start.instant) - 5 * minuteMs));
    return tryToStart(course, session, otherwise);
  };

/** Cleared, and then moved: the clearance was of another revision. */
const elsewhere: Temptation = async (course, session) => {
  await course.wait(Math.max(course.now, Date.parse(session.start.instant) - 5 * minuteMs));
  await changePlace(course, session);
  return tryToStart(course, session);
};

/** Everything is as it should be but for one thing, and they try. */
const temptations: readonly Temptation[] = [
  early,
  onHold,
  withoutConsent,
  elsewhere,
  wrongly({ monitorPresent: false }),
  wrongly({ staffPresent: [] }),
  wrongly({ vitals: { systolicMmHg: 165, diastolicMmHg: 95, heartRateBpm: 90 } }),
];

function checksOf({ options: { protocol } }: Treating): Record<string, boolean> {
  return Object.fromEntries(protocol.dosing.clearanceChecks.map((code) => [code, true]));
}

/** What a clinician can open, they open; false where another time has to be found. */
async function openGates(course: Treating, session: SeenSession, gates: readonly string[]): Promise<boolean> {
  const { clinic, protocol, dice } = course.options;
  const decide = (about: string, sessionId: string | null = null): Promise<Reply> =>
    course.post(clinic.clinician, '/decisions', { about, sessionId, decision: 'proceed', reason: 'Talked it over.' });
  for (const gate of gates)
    switch (gate) {
      case 'contraindicated':
      case 'screening-expired':
        await course.post(clinic.clinician, '/screenings', clearScreening(protocol));
        break;
      case 'consent-missing':
        for (const kind of ['treatment', 'monitor-and-contact'])
          await course.post(clinic.coordinator, '/consents', {
            kind,
            signedOn: new Date(course.now - 24 * 60 * minuteMs).toISOString().slice(0, 10),
          });
        break;
      case 'caution-open':
        await decide('caution');
        break;
      case 'medicines-plan':
        await decide('medicines');
        break;
      case 'blocked':
        for (const about of ['late-booking', 'answer', 'adverse-event']) await decide(about, session.sessionId);
        break;
      case 'review-needed':
        await decide('lapse');
        break;
      case 'not-integrated':
        await decide('integration');
        break;
      case 'vitals-out-of-range':
        await decide('vitals', session.sessionId);
        break;
      case 'not-cleared':
        await course.post(clinic.clinician, '/clearances', { sessionId: session.sessionId, checks: checksOf(course) });
        break;
      case 'no-monitor':
        await giveMonitor(course, session);
        break;
      case 'too-early':
        await course.wait(Math.max(course.now + minuteMs, Date.parse(session.start.instant) - 10 * minuteMs));
        break;
      case 'staff-missing':
        if ((await settleLead(course, dice.happens(0.5))).status === 200) break;
        return cancel(course, session);
      default:
        return cancel(course, session);
    }
  return true;
}

async function cancel(course: Treating, { sessionId }: SeenSession): Promise<false> {
  await course.post(course.options.clinic.coordinator, `/sessions/${sessionId}/cancel`, { reason: 'clinic-request' });
  return false;
}

async function giveMonitor(course: Treating, { sessionId }: SeenSession): Promise<void> {
  const { http, clinic, person } = course.options;
  const seen = await http.get(clinic.coordinator, `${course.base}/sessions/${sessionId}`);
  await http.ask(
    clinic.coordinator,
    'PATCH',
    `${course.base}/sessions/${sessionId}`,
    { monitor: monitorOf(person, 'c') },
    seen.etag,
  );
}

async function finish(course: Treating, session: SeenSession): Promise<void> {
  const { dice, clinic, whims } = course.options;
  await giveSupplement(course, session);
  const ends = Math.max(
    course.now,
    Date.parse(session.start.instant) + session.durationMinutes * minuteMs - 5 * minuteMs,
  );
  await course.wait(ends + dice.between(2, whims ? 400 : 20) * minuteMs);
  const chart = await course.look();
  const actual = chart?.sessions.find((one) => one.sessionId === session.sessionId)?.actual;
  if (!actual) return;
  const startedAt = actual.startedAt;
  const endedAt = new Date(Math.max(ends, Date.parse(startedAt) + minuteMs)).toISOString();
  const early = whims !== null && dice.happens(0.15);
  const outcome = { result: early ? 'stopped-early' : 'completed', startedAt, endedAt };
  const { status, body } = await course.post(clinic.therapist, `/sessions/${session.sessionId}/outcome`, outcome);
  if (status === 422 && body.code === 'too-early')
    await course.post(clinic.therapist, `/sessions/${session.sessionId}/outcome`, {
      ...outcome,
      result: 'stopped-early',
    });
  if (whims && dice.happens(0.03)) await dieSoon(course);
}

/** In its time; with whims sometimes outside of it, twice, or another amount. */
async function giveSupplement(course: Treating, { sessionId }: SeenSession): Promise<void> {
  const { dice, clinic, protocol, whims } = course.options;
  const supplement = protocol.dosing.amounts?.[0]?.supplement;
  if (!supplement) return;
  const { mg, fromMinutes, untilMinutes } = supplement;
  const off = whims ? 25 : -5;
  await course.wait(course.now + dice.between(fromMinutes - off, untilMinutes + off) * minuteMs);
  const body = { amountMg: whims && dice.happens(0.2) ? mg * 2 : mg, vitals: calm };
  await course.post(clinic.therapist, `/sessions/${sessionId}/supplement`, body);
  if (whims && dice.happens(0.2)) await course.post(clinic.therapist, `/sessions/${sessionId}/supplement`, body);
}

/** While aftercare is still to come. */
async function dieSoon(course: Treating): Promise<void> {
  const { dice, clinic } = course.options;
  await course.wait(course.now + dice.between(1, 20) * 60 * minuteMs);
  await course.post(clinic.clinician, '/deceased', { on: new Date(course.now).toISOString().slice(0, 10) });
}
