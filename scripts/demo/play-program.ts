/** Maya's program: every session a week's rhythm apart, her first dose moved once, everybody doing their part. */
import { Temporal } from 'temporal-polyfill';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import type { Client } from './client.ts';

const zone = 'America/Denver';
const { contraindications, cautions } = ketamineHome.screening;
const minutes = { therapy: 60, dose: 120 };

export type Played = { programId: string; email: string; from: string };
/** How much of it is played. */
export type Course = {
  doses: number;
  /** With the closing session, after which nothing is waited for any more. */
  close: boolean;
  /** While a dose and the integration after it are still ahead of her. */
  onBooked?: (dose: number) => Promise<void>;
};
type Session = { sessionId: string; start: { instant: string }; durationMinutes: number; version: number };

const wholeCourse: Course = { doses: 6, close: true };

export async function playProgram(client: Client, course: Course = wholeCourse): Promise<Played> {
  const from = await client.now();
  const firstDay = Temporal.Instant.from(from).toZonedDateTimeISO(zone).toPlainDate();
  const at = (day: number, time: string): string => `${firstDay.add({ days: day })}T${time}`;
  const { programId, email } = await enroll(client, firstDay.toString());
  const base = `/v1/programs/${programId}`;

  const book = async (kind: string, day: number, time: string): Promise<Session> =>
    (await client.post<Session>(`${base}/sessions`, bookingOf(kind, at(day, time)))).body;
  const take = async (session: Session, extra: Record<string, unknown> = {}): Promise<void> => {
    const [begun, ended] = [shift(session.start.instant, 2), shift(session.start.instant, session.durationMinutes - 1)];
    await client.runTo(shift(ended, 2));
    await client.post(`${base}/sessions/${session.sessionId}/outcome`, {
      result: 'completed',
      startedAt: begun,
      endedAt: ended,
      ...extra,
    });
  };
  const giveDose = async (session: Session): Promise<void> => {
    await client.runTo(shift(session.start.instant, -25 * 60));
    // The reminder of that morning asks her to confirm the times, and who will be with her.
    const { revision } = await client.get<{ revision: number }>(`${base}/sessions/${session.sessionId}`);
    const ticked = { revision: String(revision), guidelines: 'yes', monitor: 'yes' };
    await client.answer?.(email, `sessions/${session.sessionId}/confirm`, ticked);
    await client.runTo(shift(session.start.instant, -120));
    await client.post(`${base}/clearances`, { sessionId: session.sessionId, checks });
    await client.runTo(shift(session.start.instant, 4));
    await client.post(`${base}/sessions/${session.sessionId}/start`, {
      monitorPresent: true,
      vitals: { systolicMmHg: 118, diastolicMmHg: 76, heartRateBpm: 68 },
    });
    const ended = shift(session.start.instant, session.durationMinutes - 2);
    await client.runTo(shift(ended, 3));
    await client.post(`${base}/sessions/${session.sessionId}/outcome`, {
      result: 'completed',
      startedAt: shift(session.start.instant, 4),
      endedAt: ended,
      vitals: { systolicMmHg: 122, diastolicMmHg: 78, heartRateBpm: 70 },
      adverseEvents: [],
      notes: 'Calm throughout.',
    });
  };

  await client.runTo(await client.now());
  await client.answer?.(email, 'address', {});
  const preparations = [await book('preparation', 4, '15:00'), await book('preparation', 8, '15:00')];
  for (const session of preparations) await take(session, { notes: 'Worked on intentions.' });
  await client.post(`${base}/intentions`, { text: 'To meet grief with kindness.' });

  for (let dose = 0; dose < course.doses; dose += 1) {
    const day = 16 + dose * 7;
    const session = dose === 0 ? await bookAndMove(client, base, book, at, day) : await book('dosing', day, '10:00');
    const integration = await book('integration', day + 2, '15:00');
    await course.onBooked?.(dose + 1);
    await giveDose(session);
    await take(integration);
  }
  if (!course.close) return { programId, email, from };
  const closing = await book('closing', 67, '15:00');
  await take(closing, { continuing: false });
  await client.runTo(shift(await client.now(), 60));
  return { programId, email, from };
}

/** Booked a day late and moved to its place: the reminders of the first time must never go out. */
async function bookAndMove(
  client: Client,
  base: string,
  book: (kind: string, day: number, time: string) => Promise<Session>,
  at: (day: number, time: string) => string,
  day: number,
): Promise<Session> {
  const session = await book('dosing', day + 1, '14:00');
  // The clock is told to stay: it answers once the email of this booking is out.
  await client.runTo(await client.now());
  return client.patch<Session>(
    `${base}/sessions/${session.sessionId}`,
    { start: { at: at(day, '10:00'), timeZone: zone } },
    `"${session.version}"`,
  );
}

function shift(instant: string, byMinutes: number): string {
  return new Date(Date.parse(instant) + byMinutes * 60_000).toISOString();
}

function bookingOf(kind: string, at: string): Record<string, unknown> {
  const start = { at, timeZone: zone };
  const common = { kind, format: 'individual', start, staff: ['sam.lee@clinic.example'] };
  if (kind !== 'dosing')
    return {
      ...common,
      durationMinutes: minutes.therapy,
      mode: 'video',
      modality: 'talk',
      place: { text: 'Video call', url: 'https://meet.clinic.example/r/7f3k' },
    };
  return {
    ...common,
    durationMinutes: minutes.dose,
    mode: 'home',
    place: { text: 'At home; Sam joins by video' },
    monitor: { name: 'Luis Ortiz', email: 'luis@example.com', phone: '+1 303 555 0100' },
  };
}

const checks = {
  'monitor-present': true,
  'transport-arranged': true,
  'guidelines-confirmed': true,
  'blood-pressure-controlled': true,
  'no-new-contraindication': true,
};

/** On a home where she is enrolled already, under another address. */
async function enroll(client: Client, today: string): Promise<{ programId: string; email: string }> {
  for (let copy = 0; copy < 100; copy += 1) {
    const email = copy === 0 ? 'maya@example.com' : `maya+${copy}@example.com`;
    const { status, body } = await client.post<{ programId: string }>(
      '/v1/programs',
      enrollmentOf(email, today),
      [201, 409],
    );
    if (status === 201) return { programId: body.programId, email };
  }
  throw new Error('Maya is enrolled under a hundred addresses already');
}

function enrollmentOf(email: string, signedOn: string): Record<string, unknown> {
  const no = Object.fromEntries([...contraindications, ...cautions].map((question) => [question, false]));
  return {
    patient: {
      name: 'Maya Ortiz',
      dateOfBirth: '1988-05-17',
      email,
      phone: '+1 303 555 0142',
      country: 'US',
      timeZone: zone,
      locale: 'en-US',
      quietHours: { from: '21:00', to: '08:00' },
      discreet: false,
      contactBy: 'email',
      contactPerson: { name: 'Luis Ortiz', relation: 'brother', phone: '+1 303 555 0100' },
    },
    protocol: { id: 'ketamine-home', version: 1 },
    screening: { answers: no, takes: [] },
    consents: ['treatment', 'email', 'monitor-and-contact'].map((kind) => ({ kind, signedOn })),
    careTeam: [
      { name: 'Sam Lee', email: 'sam.lee@clinic.example', role: 'therapist', license: 'CO LPC 0012345', lead: true },
      { name: 'Dr. Ana Reyes', email: 'ana.reyes@clinic.example', role: 'clinician' },
    ],
  };
}
