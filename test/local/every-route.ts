/** One course in which every route of the clinic's API succeeds once, with something in every list. */

import { book, clear, doseBody, ok, preparedBefore, start, therapyBody } from './scenarios/steps.ts';
import { type Answer, enrollSomeone, example, type TestClinic, type TestHome } from './test-home.ts';

export type Answered = { method: string; path: string; status: number; body: any };

/** The home stands at its first instant: Wed 6 January 2027, 09:00 in Denver. */
export async function callEveryRoute(home: TestHome): Promise<Answered[]> {
  const answered: Answered[] = [];
  const noted = async (method: string, path: string, asked: Promise<Answer>): Promise<Answer> => {
    const answer = await ok(asked);
    answered.push({ method, path, status: answer.status, body: answer.body });
    return answer;
  };
  const director = await home.as(
    'demo',
    ['coordinator', 'therapist', 'clinician', 'clinic-admin', 'operator'],
    'stf_demo_director',
  );
  const clinic: TestClinic = {
    get: (path) => noted('GET', path, director.get(path)),
    post: (path, body, headers) => noted('POST', path, director.post(path, body, headers)),
    patch: (path, body, etag) => noted('PATCH', path, director.patch(path, body, etag)),
    put: (path, body, etag) => noted('PUT', path, director.put(path, body, etag)),
  };
  await ofTheClinic(clinic);
  await beforeADose(home, clinic);
  await waysOut(home, clinic);
  return answered;
}

async function ofTheClinic(clinic: TestClinic): Promise<void> {
  const { etag } = await clinic.get('/v1/clinic');
  const onCall = { name: 'Robin Park', phone: '+1 303 555 0111', email: 'robin.park@clinic.example' };
  await clinic.patch('/v1/clinic', { onCall }, etag ?? '');
  const kim = { name: 'Kim Ito', email: 'kim.ito@clinic.example', roles: ['therapist'], license: 'CO LPC 0023456' };
  const added = await clinic.post('/v1/staff', kim);
  await clinic.get('/v1/staff');
  await clinic.get(`/v1/staff/${added.body.staffId}`);
  const left = { leftOn: '2027-01-05', handOverTo: 'sam.lee@clinic.example' };
  await clinic.patch(`/v1/staff/${added.body.staffId}`, left, added.etag ?? '');
  const { body } = await clinic.get('/v1/protocols/ketamine-home/versions/1');
  const { version: _version, status: _status, approval: _approval, ...document } = body;
  const amounts = [{ mg: 100, supplement: { mg: 50, fromMinutes: 0, untilMinutes: 60 } }];
  const dosing = { ...document.dosing, amounts };
  await clinic.post('/v1/protocols', { ...document, dosing, title: 'Ketamine at home, second version' });
  const second = '/v1/protocols/ketamine-home/versions/2';
  await clinic.post(`${second}/approval`);
  const dose = { kind: 'dosing', start: { at: '2027-01-20T10:00', timeZone: 'America/Denver' }, durationMinutes: 120 };
  await clinic.post(`${second}/preview`, dose);
  await clinic.get('/v1/protocols');
}

const january = '/v1/agenda?from=2027-01-01T00:00:00Z&to=2027-02-01T00:00:00Z';

async function beforeADose(home: TestHome, clinic: TestClinic): Promise<void> {
  const [someone] = await preparedBefore({ ...home, clinic }, [{}]);
  if (!someone) throw new Error('nobody was enrolled');
  const { base, programId } = someone;
  await home.settle();
  await content(clinic, base);
  await people(clinic, base);
  await clinic.post('/v1/protocols/ketamine-home/versions/2/dry-run', { move: [programId] });
  const dose = await book(clinic, base, doseBody('2027-01-07T09:00'));
  await clinic.patch(dose.path, { durationMinutes: 110 }, dose.etag);
  await home.settle();
  const { body: tasks } = await clinic.get('/v1/tasks');
  await clinic.get(`/v1/tasks/${tasks.items[0].taskId}`);
  await clinic.post(`/v1/tasks/${tasks.items[0].taskId}/resolve`, { note: 'Done.' });
  await clinic.post(`${base}/decisions`, { ...example('decision'), sessionId: dose.sessionId });
  await reads(clinic, base, dose.path);
  await home.settle();
  await operations(home, clinic, programId);
  await home.settle();
  await home.runTo('2027-01-07T16:00:00Z');
  await clear(clinic, base, dose);
  await ok(start(clinic, dose));
  await clinic.post(`${dose.path}/vitals`, example('start').vitals);
  await clinic.post(`${dose.path}/supplement`, { amountMg: 50, vitals: example('start').vitals });
  await home.runTo('2027-01-07T19:00:00Z');
  const done = { result: 'completed', startedAt: '2027-01-07T16:00:00Z', endedAt: '2027-01-07T18:50:00Z' };
  await clinic.post(`${dose.path}/outcome`, done);
  await clinic.post(`${dose.path}/corrections`, { endedAt: '2027-01-07T18:55:00Z', reason: 'Mistyped.' });
  const dizzy = { code: 'other', serious: false, at: '2027-01-07T18:00:00Z', note: 'A little dizzy.' };
  await clinic.post(`${dose.path}/adverse-events`, dizzy);
  await clinic.post(`${base}/hold`, example('hold'));
  await clinic.post(`${base}/resume`, { reason: 'other' });
  await toTheEnd(home, clinic, base);
}

/** Dosing is ended after the first dose; integration, closing, continuing psychotherapy and its end. */
async function toTheEnd(home: TestHome, clinic: TestClinic, base: string): Promise<void> {
  await clinic.post(`${base}/end-dosing`, { reason: 'She feels well.' });
  for (const { kind, at, utcHour } of [
    { kind: 'integration', at: '2027-01-08T09:00', utcHour: 16 },
    { kind: 'closing', at: '2027-01-08T11:00', utcHour: 18 },
  ]) {
    const session = await book(clinic, base, therapyBody(kind, at));
    await home.runTo(`2027-01-08T${utcHour + 1}:00:00Z`);
    const times = { startedAt: `2027-01-08T${utcHour}:00:00Z`, endedAt: `2027-01-08T${utcHour}:50:00Z` };
    await clinic.post(`${session.path}/outcome`, { result: 'completed', ...times, continuing: kind === 'closing' });
  }
  await home.settle();
  await clinic.post(`${base}/complete`);
  await clinic.get(`${base}/export?format=fhir`);
  await clinic.get(`${base}/accesses`);
  await clinic.get('/v1/accesses');
}

async function content(clinic: TestClinic, base: string): Promise<void> {
  await clinic.post(`${base}/core-wounds`, { text: 'Being left alone.' });
  await clinic.post(`${base}/insights`, { text: 'I can ask for help.' });
  const { body: action } = await clinic.post(`${base}/actions`, { text: 'Walk every morning.', due: '2027-02-01' });
  await clinic.post(`${base}/actions/${action.actionId}/done`);
  await clinic.post(`${base}/measures`, { instrument: 'gad-7', items: [1, 0, 2, 1, 0, 0, 1] });
  for (const name of ['core-wounds', 'insights', 'actions', 'measures']) await clinic.get(`${base}/${name}`);
}

async function people(clinic: TestClinic, base: string): Promise<void> {
  await clinic.post(`${base}/consents/email/withdraw`);
  await clinic.post(`${base}/consents`, { kind: 'email', signedOn: '2027-01-06' });
  await clinic.post(`${base}/screenings`, { answers: example('enroll').screening.answers, takes: [] });
  await clinic.get(`${base}/screenings`);
  const { etag } = await clinic.get(base);
  const changed = await clinic.patch(`${base}/patient`, { discreet: true }, etag ?? '');
  await clinic.put(`${base}/care-team`, { careTeam: example('enroll').careTeam }, changed.etag ?? '');
  await clinic.post(`${base}/links/revoke`);
}

async function reads(clinic: TestClinic, base: string, session: string): Promise<void> {
  for (const name of ['timeline', 'touchpoints', 'sessions']) await clinic.get(`${base}/${name}`);
  await clinic.get(session);
  const { body: messages } = await clinic.get(`${base}/messages`);
  // Of this very session: nobody is told once more of one that is over.
  const { messageId } = messages.items.find(
    (one: any) => session.endsWith(one.sessionId) && one.touchpoint === 'booked' && one.status === 'sent',
  );
  await clinic.get(`${base}/messages/${messageId}`);
  await clinic.post(`${base}/messages/${messageId}/resend`, { reason: 'She cannot find it.' });
  await clinic.get('/v1/programs');
  await clinic.post('/v1/programs/search', { q: 'ortiz' });
  await clinic.get(january);
}

async function operations(home: TestHome, clinic: TestClinic, programId: string): Promise<void> {
  const { body } = await clinic.get('/v1/operations/executions');
  const one = `/v1/operations/executions/${body.items[0].name}`;
  await clinic.get(one);
  await clinic.get(`${one}/history`);
  const isOurs = (item: any): boolean => item.machine === 'program' && item.programId === programId;
  const failed = body.items.find(isOurs).name;
  await home.stopUnheard(failed);
  await clinic.post(`/v1/operations/executions/${failed}/redrive`);
  await clinic.post(`/v1/operations/programs/${programId}/repair`);
}

async function waysOut(home: TestHome, clinic: TestClinic): Promise<void> {
  const refused = await home.clinic.post('/v1/programs', example('enroll-contraindicated'));
  if (refused.status !== 422) throw new Error(`a contraindication answered ${refused.status}`);
  await clinic.get('/v1/screenings');
  const [one, two, three] = [await enrollSomeone(clinic), await enrollSomeone(clinic), await enrollSomeone(clinic)];
  const later = await book(clinic, one.base, therapyBody('preparation', '2027-01-12T15:00'));
  await clinic.post(`${later.path}/cancel`, example('cancel'));
  const group = await clinic.post('/v1/groups', example('group'));
  const path = `/v1/groups/${group.body.groupId}`;
  await clinic.post(`${path}/participants`, { programId: one.programId });
  await clinic.get(path);
  await clinic.get('/v1/groups?from=2027-01-01T00:00:00Z&to=2027-02-01T00:00:00Z');
  const changed = await clinic.patch(path, { durationMinutes: 50 }, group.etag ?? '');
  if (changed.body.taken !== 1) throw new Error('a change of the group lost who takes part');
  await clinic.post(`${path}/cancel`, example('cancel'));
  await clinic.post(`${one.base}/series`, { ...example('series'), book: true });
  // Fifteen executions write what they have told, each into the same program.
  await home.settle();
  await clinic.post(`${one.base}/series/repair`);
  await clinic.post(`${one.base}/withdraw`, example('withdraw'));
  await clinic.post(`${one.base}/readmit`, example('readmit'));
  await clinic.post(`${two.base}/discharge`, { reason: 'medical' });
  await clinic.post(`${three.base}/deceased`, { on: '2027-01-05' });
}
