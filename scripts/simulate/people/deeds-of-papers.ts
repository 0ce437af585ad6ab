/** What people change their minds about: holds, papers, the team, how they want to be reached; and how it ends early. */
import { anyBooked } from './deeds-of-sessions.ts';
import { clearScreening } from './person.ts';
import { type Deed, hourMs } from './treating.ts';

const zones = [
  'America/Denver',
  'America/New_York',
  'Asia/Kathmandu',
  'Pacific/Auckland',
  'America/Sao_Paulo',
  'Europe/Berlin',
];

const hold: Deed = async (course, _chart, dice) => {
  const { clinic } = course.options;
  await course.post(clinic.coordinator, '/hold', { reason: dice.pick(['hospitalised', 'patient-request', 'other']) });
  await course.wait(course.now + dice.between(1, 400) * hourMs);
  await course.post(clinic.clinician, '/resume', { reason: 'other' });
};

const changePatient: Deed = async (course, _chart, dice) => {
  const { http, clinic, person } = course.options;
  const seen = await http.get(clinic.coordinator, course.base);
  const change = dice.pick<Record<string, unknown>>([
    { timeZone: dice.pick(zones) },
    {
      quietHours: dice.pick([
        { from: '18:00', to: '08:00' },
        { from: '00:00', to: '00:00' },
        { from: '23:00', to: '07:00' },
      ]),
    },
    { email: person.email.replace('@', `.${dice.between(1, 3)}@`) },
    { contactBy: dice.pick(['call', 'email']) },
    { locale: dice.pick(['es-US', 'en-US']) },
  ]);
  await http.ask(clinic.coordinator, 'PATCH', `${course.base}/patient`, change, seen.etag);
};

const withdrawConsent: Deed = async (course, _chart, dice) => {
  const { clinic } = course.options;
  const kind = dice.pick(['email', 'treatment', 'monitor-and-contact']);
  await course.post(clinic.coordinator, `/consents/${kind}/withdraw`);
  await course.wait(course.now + dice.between(1, 100) * hourMs);
  const signedOn = new Date(course.now - 24 * hourMs).toISOString().slice(0, 10);
  if (dice.happens(0.8)) await course.post(clinic.coordinator, '/consents', { kind, signedOn });
};

const changeTeam: Deed = async (course, _chart, dice) => {
  const { http, clinic } = course.options;
  const seen = await http.get(clinic.coordinator, course.base);
  const lead = dice.pick([clinic.therapist, clinic.otherTherapist]);
  const careTeam = [
    { name: lead.name, email: lead.email, role: 'therapist', license: 'LPC 1', lead: true },
    { name: clinic.clinician.name, email: clinic.clinician.email, role: 'clinician' },
  ];
  const consentedOn = new Date(course.now - 24 * hourMs).toISOString().slice(0, 10);
  const leadChange = dice.happens(0.5) ? { consentedOn } : null;
  await http.ask(clinic.coordinator, 'PUT', `${course.base}/care-team`, { careTeam, leadChange }, seen.etag);
};

const screen: Deed = async (course, _chart, dice) => {
  const { clinic, protocol } = course.options;
  const yes = dice.happens(0.5)
    ? [dice.pick([...protocol.screening.contraindications, ...protocol.screening.cautions])]
    : [];
  await course.post(clinic.clinician, '/screenings', clearScreening(course.options.protocol, yes));
};

const decide: Deed = async (course, chart, dice) => {
  const session = anyBooked(chart, dice);
  const about = dice.pick(['late-booking', 'answer', 'vitals', 'caution', 'medicines', 'lapse', 'integration']);
  const decision = dice.happens(0.8) ? 'proceed' : 'do-not-proceed';
  await course.post(course.options.clinic.clinician, '/decisions', {
    about,
    sessionId: session?.sessionId ?? null,
    decision,
    reason: 'Canary reason.',
  });
};

const resend: Deed = async (course, _chart, dice) => {
  const { http, clinic } = course.options;
  const { body } = await http.get(clinic.coordinator, `${course.base}/messages`);
  const messages = (body.items ?? []) as { messageId: string }[];
  if (messages.length > 0)
    await course.post(clinic.coordinator, `/messages/${dice.pick(messages).messageId}/resend`, {
      reason: 'Canary: lost.',
    });
};

const clearTasks: Deed = async (course) => {
  const { http, clinic } = course.options;
  const { body } = await http.get(clinic.coordinator, '/v1/tasks?limit=100');
  for (const { taskId, programId } of (body.items ?? []) as { taskId: string; programId: string }[])
    if (programId === course.programId)
      await http.post(clinic.coordinator, `/v1/tasks/${taskId}/resolve`, { note: 'Canary: done.' });
};

const withdraw: Deed = async (course) => {
  await course.post(course.options.clinic.coordinator, '/withdraw', { reason: 'patient-request' });
};

const die: Deed = async (course) => {
  await course.post(course.options.clinic.clinician, '/deceased', {
    on: new Date(course.now).toISOString().slice(0, 10),
  });
};

const discharge: Deed = async (course) => {
  await course.post(course.options.clinic.clinician, '/discharge', { reason: 'medical' });
};

export const deedsOfPapers: readonly Deed[] = [
  hold,
  changePatient,
  changePatient,
  withdrawConsent,
  changeTeam,
  screen,
  screen,
  decide,
  resend,
  clearTasks,
];
export const ends: readonly Deed[] = [withdraw, withdraw, discharge, die];
