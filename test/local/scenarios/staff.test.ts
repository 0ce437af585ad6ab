/** Staff: who may be named, and what becomes of the work of somebody who leaves. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, enrollSomeone, example, startTestHome, type TestClinic, type TestHome } from '../test-home.ts';
import { book, doseBody, ok, openTasks, therapyBody } from './steps.ts';

let home: TestHome;
let admin: TestClinic;
const today = '2027-01-04';
const kim = { name: 'Kim Ito', email: 'kim.ito@clinic.example', roles: ['therapist'], license: 'CO LPC 0023456' };

beforeAll(async () => {
  home = await startTestHome();
  admin = await home.as('demo', ['clinic-admin'], 'stf_demo_director');
});
afterAll(() => home?.close());

const staffByEmail = async (email: string) => {
  const { body } = await ok(admin.get('/v1/staff?limit=100'), 200);
  return body.items.find((one: any) => one.email === email);
};
const patch = async (email: string, change: Record<string, unknown>) => {
  const { staffId, version } = await staffByEmail(email);
  return admin.patch(`/v1/staff/${staffId}`, change, `"${version}"`);
};

describe('the staff of a clinic', () => {
  it('is added once, changed with the ETag that was read, and is nobody else’s', async () => {
    const added = await ok(admin.post('/v1/staff', kim), 201);
    expect(added.body).toMatchObject({ ...kim, leftOn: null, locale: 'en-US', version: 1 });
    const again = await admin.post('/v1/staff', { ...kim, email: 'KIM.ITO@clinic.example' });
    expect([again.status, again.body.code]).toEqual([409, 'wrong-state']);
    const path = `/v1/staff/${added.body.staffId}`;
    const changed = await ok(
      admin.patch(path, { locale: 'es-US', email: 'kim@clinic.example' }, added.etag ?? ''),
      200,
    );
    expect(changed.body).toMatchObject({ locale: 'es-US', email: 'kim@clinic.example', version: 2 });
    expect((await admin.patch(path, { locale: 'en-US' }, added.etag ?? '')).status).toBe(412);
    const taken = await admin.patch(path, { email: 'sam.lee@clinic.example' }, changed.etag ?? '');
    expect([taken.status, taken.body.code]).toEqual([409, 'wrong-state']);
    await ok(admin.patch(path, { email: kim.email }, changed.etag ?? ''), 200);
    const north = await home.as('north', ['clinic-admin']);
    expect((await north.get(path)).status).toBe(404);
    expect((await north.patch(path, { locale: 'en-US' }, '"3"')).status).toBe(404);
  });

  it('keeps somebody who administers it', async () => {
    const last = await patch('ines.calder@clinic.example', { leftOn: today });
    expect([last.status, last.body.code]).toEqual([409, 'wrong-state']);
  });

  it('leaves no day ahead, and hands over to somebody else who is here', async () => {
    expect((await patch(kim.email, { leftOn: '2027-03-01' })).body.errors[0].path).toBe('leftOn');
    for (const handOverTo of ['nobody@clinic.example', kim.email])
      expect((await patch(kim.email, { leftOn: today, handOverTo })).body.errors[0].path).toBe('handOverTo');
  });
});

describe('who leaves', () => {
  it('hands the lead, sessions and tasks to who was named; the lead changes only by consent', async () => {
    const { base, programId } = await enrollSomeone(home.clinic);
    const session = await book(home.clinic, base, therapyBody('preparation', '2027-01-08T15:00'));
    await ok(home.clinic.post(`${base}/consents/treatment/withdraw`));
    await home.settle();
    await ok(patch('sam.lee@clinic.example', { leftOn: today, handOverTo: kim.email }), 200);
    await home.advance('PT4M');

    const { body } = await home.clinic.get(base);
    expect(body.actingLead).toMatchObject({ staff: { email: kim.email } });
    expect(body.waitingFor.owner.email).toBe(kim.email);
    expect(body.careTeam.find((one: any) => one.lead).email).toBe('sam.lee@clinic.example');
    expect((await home.clinic.get(session.path)).body.staff.map((one: any) => one.email)).toEqual([kim.email]);
    const tasks = (await openTasks(home.clinic, programId)).map(({ kind, owner }) => `${kind} ${owner.email}`);
    expect(tasks.sort()).toEqual([
      `consent-withdrawn ${kim.email}`,
      `lead-consent ${kim.email}`,
      `staff-left ${kim.email}`,
    ]);
    // What is urgent is told to the new owner, too.
    expect((await home.mails(kim.email)).map(({ subject }) => subject)).toEqual(['Tarea urgente para usted']);
    const before = (await home.clinic.get(`${base}/timeline?limit=100`)).body.items.length;
    await home.advance('PT10M');
    expect((await home.clinic.get(`${base}/timeline?limit=100`)).body.items.length).toBe(before);
  });

  it('cannot be named any more, and is let in no more', async () => {
    const team = await home.clinic.post('/v1/programs', {
      ...example('enroll'),
      patient: { ...example('enroll').patient, email: 'later@example.com' },
    });
    expect([team.status, team.body.errors[0].path]).toEqual([400, 'careTeam.0.email']);
    const sam = await home.as('demo', ['therapist'], 'sam.lee@clinic.example');
    expect((await sam.get('/v1/programs')).status).toBe(403);
  });

  it('whose license has expired is not put on a team either', async () => {
    await ok(patch(kim.email, { licenseUntil: '2027-01-03' }), 200);
    const careTeam = [
      { name: 'Kim Ito', email: kim.email, role: 'therapist', license: kim.license, lead: true },
      { name: 'Dr. Ana Reyes', email: 'ana.reyes@clinic.example', role: 'clinician' },
    ];
    const refused = await home.clinic.post('/v1/programs', {
      ...example('enroll'),
      patient: { ...example('enroll').patient, email: 'later@example.com' },
      careTeam,
    });
    expect([refused.status, refused.body.detail]).toEqual([400, 'The license of Kim Ito expired on 2027-01-03.']);
  });
});

describe('what somebody is on a care team', () => {
  const patient = { ...example('enroll').patient, email: 'roles@example.com' };
  const [, ana] = example('enroll').careTeam;
  const lia = { name: 'Lia Moss', email: 'lia.moss@clinic.example' };
  const faultsOf = ({ status, body }: Answer) => [status, body.errors?.map(({ path }: any) => path)];

  it('is not what the clinic has recorded otherwise: every fault is named, however they come onto it', async () => {
    await ok(admin.post('/v1/staff', { ...lia, roles: ['therapist'], license: 'CO LPC 9' }), 201);
    await ok(admin.post('/v1/staff', { name: 'Cara', email: 'cara@clinic.example', roles: ['coordinator'] }), 201);
    const lead = { ...lia, role: 'therapist', license: 'CO LPC 9', lead: true };
    const wrong = [
      { ...lia, role: ['therapist', 'clinician'], license: 'CO LPC 9', lead: true },
      { name: 'Cara', email: 'cara@clinic.example', role: 'therapist' },
      ana,
    ];
    const refused = await home.clinic.post('/v1/programs', { ...example('enroll'), patient, careTeam: wrong });
    expect(faultsOf(refused)).toEqual([400, ['careTeam.0.role', 'careTeam.1.role']]);
    expect(refused.body.errors[1].message).toBe('Cara is recorded as coordinator, not as therapist.');
    const { base } = await enrollSomeone(home.clinic, {}, { careTeam: [lead, ana] });
    const { etag } = await ok(home.clinic.get(base), 200);
    const put = await home.clinic.put(`${base}/care-team`, { careTeam: wrong }, etag ?? '');
    expect(faultsOf(put)).toEqual([400, ['careTeam.0.role', 'careTeam.1.role']]);
    await ok(home.clinic.post(`${base}/withdraw`, example('withdraw')), 200);
    const carryOver = ['patient', 'screening', 'consents'];
    const back = await home.clinic.post(`${base}/readmit`, { ...example('readmit'), carryOver, careTeam: wrong });
    expect(faultsOf(back)).toEqual([400, ['careTeam.0.role', 'careTeam.1.role']]);
  });

  it('is what the request says of who is not known, or of whom no role is recorded; who is on a team stays on it', async () => {
    await ok(admin.post('/v1/staff', { name: 'Noa', email: 'noa@clinic.example', roles: [] }), 201);
    const noa = { name: 'Noa', email: 'noa@clinic.example', role: 'clinician' };
    const unknown = { name: 'Uma', email: 'uma@clinic.example', role: 'therapist' };
    const lead = { ...lia, role: 'therapist', license: 'CO LPC 9', lead: true };
    const careTeam = [lead, ana, noa, unknown];
    const { base } = await enrollSomeone(home.clinic, {}, { careTeam });
    await ok(patch(lia.email, { roles: ['coordinator'] }), 200);
    const { etag } = await ok(home.clinic.get(base), 200);
    await ok(home.clinic.put(`${base}/care-team`, { careTeam: [lead, ana] }, etag ?? ''), 200);
    const other = await home.clinic.post('/v1/programs', { ...example('enroll'), patient, careTeam: [lead, ana] });
    expect(faultsOf(other)).toEqual([400, ['careTeam.0.role']]);
  });
});

describe('a license', () => {
  const licenseTasks = async () =>
    (await ok(home.clinic.get('/v1/tasks?limit=100'), 200)).body.items.filter(
      ({ kind }: any) => kind === 'license-ending',
    );
  const careTeam = [
    { name: 'Kim Ito', email: kim.email, role: 'therapist', license: kim.license, lead: true },
    { name: 'Dr. Ana Reyes', email: 'ana.reyes@clinic.example', role: 'clinician' },
  ];

  it('that ends within 30 days is one task of the administration, however many patients it concerns', async () => {
    await ok(patch(kim.email, { licenseUntil: '2027-02-04' }), 200);
    for (const _ of [1, 2]) await enrollSomeone(home.clinic, {}, { careTeam });
    await home.runTo('2027-01-04T23:00:00Z');
    expect(await licenseTasks()).toEqual([]);
    await home.runTo('2027-01-05T15:30:00Z');
    const [task, ...more] = await licenseTasks();
    expect(more).toEqual([]);
    expect(task).toMatchObject({ urgency: 'soon', rule: 'R5', due: '2027-02-04T00:00:00.000Z', status: 'open' });
    expect(task.text).toContain('The license of Kim Ito ends on 2027-02-04.');
    expect(task.owner.email).toBe('ines.calder@clinic.example');
    await ok(home.clinic.post(`/v1/tasks/${task.taskId}/resolve`, { note: 'She has applied for it.' }), 200);
    await enrollSomeone(home.clinic, {}, { careTeam });
    await home.runTo('2027-01-06T15:30:00Z');
    expect(await licenseTasks()).toEqual([]);
  });

  it('that has ended lets nobody lead, stand in or take over; who is on a team stays on it', async () => {
    const lou = { name: 'Lou Park', email: 'lou.park@clinic.example', roles: ['therapist'], license: 'CO LPC 3' };
    await ok(admin.post('/v1/staff', lou), 201);
    const member = { name: lou.name, email: lou.email, role: 'therapist', license: lou.license };
    const withLou = [...careTeam, member];
    const { base } = await enrollSomeone(home.clinic, {}, { careTeam: withLou });
    await ok(patch(lou.email, { licenseUntil: '2027-01-03' }), 200);
    const put = async (body: Record<string, unknown>) => {
      const { etag } = await ok(home.clinic.get(base), 200);
      const { status, body: answer } = await home.clinic.put(`${base}/care-team`, body, etag ?? '');
      return status === 200 ? 'accepted' : answer.detail;
    };
    const ended = 'The license of Lou Park expired on 2027-01-03.';
    const louLeads = withLou.map((one) => ({ ...one, lead: one.email === lou.email }));
    expect(await put({ careTeam: withLou })).toBe('accepted');
    expect(await put({ careTeam: withLou, actingLead: { email: lou.email, reason: 'Ill.' } })).toBe(ended);
    expect(await put({ careTeam: louLeads, leadChange: { consentedOn: '2027-01-06' } })).toBe(ended);
    const handed = await patch(kim.email, { leftOn: today, handOverTo: lou.email });
    expect([handed.status, handed.body.errors]).toEqual([400, [{ path: 'handOverTo', message: ended }]]);
    await ok(patch(lou.email, { licenseUntil: '2028-01-03' }), 200);
    expect(await put({ careTeam: withLou, actingLead: { email: lou.email, reason: 'Ill.' } })).toBe('accepted');
    await ok(patch(lou.email, { licenseUntil: '2027-01-03' }), 200);
    expect(await put({ careTeam: withLou, actingLead: { email: lou.email, reason: 'Ill.' } })).toBe('accepted');
  });

  it('that has ended leaves its owner uncounted where a dose starts, as does leaving, and the gate says why', async () => {
    const { items } = (await ok(admin.get('/v1/protocols?limit=100'), 200)).body;
    const { version: _v, status: _s, approval: _a, ...document } = items.find(({ id }: any) => id === 'ketamine-home');
    const dosing = { ...document.dosing, staff: [{ anyOf: ['therapist'], count: 1 }] };
    const { id, version } = (await ok(admin.post('/v1/protocols', { ...document, dosing }), 201)).body;
    await ok(admin.post(`/v1/protocols/${id}/versions/${version}/approval`), 200);
    const { base } = await enrollSomeone(home.clinic, {}, { careTeam, protocol: { id, version } });
    for (const day of ['2027-01-07', '2027-01-08'])
      await book(home.clinic, base, therapyBody('preparation', `${day}T15:00`, { staff: [kim.email] }));
    const dose = await book(home.clinic, base, doseBody('2027-01-20T10:00', { staff: [kim.email] }));
    const gate = async () => {
      const wanted = { ...example('start'), staffPresent: [kim.email] };
      const { gates } = (await home.clinic.post(`${dose.path}/start`, wanted)).body;
      return gates.find(({ code }: any) => code === 'staff-missing');
    };
    expect(await gate()).toBeUndefined();
    await ok(patch(kim.email, { licenseUntil: '2027-01-04' }), 200);
    expect((await gate()).opensWith).toBe(
      'Present, in `staffPresent`: 1 therapist. The license of Kim Ito expired on 2027-01-04.',
    );
    // The lead stays on the team until the patient has consented to another one; present they are not.
    await ok(patch(kim.email, { licenseUntil: null, leftOn: today }), 200);
    expect((await gate()).opensWith).toBe(
      'Present, in `staffPresent`: 1 therapist. Kim Ito does not work here any more.',
    );
    // Once that has reached the program nobody leads, whoever is present, until a person says that the lead is back.
    await home.advance('PT4M');
    expect((await gate()).opensWith).toContain('The care team has no lead the patient consented to since 2027-01-06T');
    const back = async () => {
      const { etag } = await ok(home.clinic.get(base), 200);
      return home.clinic.put(`${base}/care-team`, { careTeam, actingLead: null }, etag ?? '');
    };
    expect((await back()).body.errors).toEqual([
      { path: 'careTeam.0.email', message: 'Kim Ito does not work here any more.' },
    ]);
    await ok(patch(kim.email, { leftOn: null }), 200);
    await ok(back(), 200);
    expect(await gate()).toBeUndefined();
  });
});
