/** An override over HTTP: a clinician's, where the protocol allows it, with a reason, in the record; never for everything. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { example, startTestHome, type TestClinic, type TestHome } from '../test-home.ts';
import { book, clear, doseBody, ok, preparedBefore, type Session, type Someone, start } from './steps.ts';

let home: TestHome;
let clinician: TestClinic;
const names = ['fit', 'alone', 'contraindicated'] as const;
type Name = (typeof names)[number];
const people = {} as Record<Name, Someone>;
const doses = {} as Record<Name, Session>;
const reason = 'White coat: known for years.';
const vitals = { systolicMmHg: 150, diastolicMmHg: 95, heartRateBpm: 80 };

beforeAll(async () => {
  home = await startTestHome('2027-01-06T16:00:00.000Z');
  clinician = await home.as('demo', ['clinician'], 'ana.reyes@clinic.example');
  const protocol = await anApprovedProtocol();
  const enrolled = await preparedBefore(
    home,
    names.map(() => ({})),
    names.map(() => ({ protocol })),
  );
  for (const [index, name] of names.entries()) {
    people[name] = enrolled[index] as Someone;
    doses[name] = await book(home.clinic, people[name].base, doseBody('2027-01-08T10:00'));
  }
  await home.runTo('2027-01-08T16:55:00Z');
  for (const name of names) await clear(home.clinic, people[name].base, doses[name]);
});
afterAll(() => home?.close());

/** The built-in one, but for one gate that a clinician may pass. */
async function anApprovedProtocol(): Promise<{ id: string; version: number }> {
  const admin = await home.as('demo', ['clinic-admin'], 'stf_demo_director');
  const { body } = await ok(admin.get('/v1/protocols/ketamine-home/versions/1'), 200);
  const { version: _version, status: _status, approval: _approval, ...document } = body;
  const dosing = { ...document.dosing, overridable: ['vitals-out-of-range'] };
  const { id, version } = (await ok(admin.post('/v1/protocols', { ...document, dosing }), 201)).body;
  await ok(admin.post(`/v1/protocols/${id}/versions/${version}/approval`), 200);
  return { id, version };
}

const override = (clinic: TestClinic, name: Name, gates: readonly string[], more: Record<string, unknown> = {}) =>
  start(clinic, doses[name], { vitals, overrides: gates.map((gate) => ({ gate, reason })), ...more });
const gatesOf = (answer: any): string[] => answer.body.gates.map(({ code }: any) => code);
const recordOf = async (name: Name): Promise<any[]> => {
  const { items } = (await ok(home.clinic.get(`${people[name].base}/timeline?limit=100`), 200)).body;
  return items.filter(({ type }: any) => ['gate-overridden', 'session-started'].includes(type));
};

describe('an override', () => {
  it('by somebody who is no clinician is forbidden, whatever else they are', async () => {
    for (const roles of [['therapist'], ['therapist', 'coordinator', 'clinic-admin']]) {
      const { status, body } = await override(await home.as('demo', roles), 'fit', ['vitals-out-of-range']);
      expect([status, body.code]).toEqual([403, 'forbidden']);
    }
    expect(await recordOf('fit')).toEqual([]);
  });

  it('without a reason is no override', async () => {
    const { status, body } = await start(clinician, doses.fit, {
      vitals,
      overrides: [{ gate: 'vitals-out-of-range' }],
    });
    expect([status, body.errors[0].path]).toEqual([400, 'overrides.0.reason']);
  });

  it('never goes without a monitor: neither beside another gate nor by name', async () => {
    const absent = { monitorPresent: false };
    const beside = await override(clinician, 'alone', ['vitals-out-of-range'], absent);
    expect([beside.status, beside.body.code, gatesOf(beside)]).toEqual([422, 'no-monitor', ['no-monitor']]);
    const byName = await override(clinician, 'alone', ['vitals-out-of-range', 'no-monitor'], absent);
    expect([byName.status, byName.body.errors.map(({ path }: any) => path)]).toEqual([400, ['overrides.1.gate']]);
    expect(await recordOf('alone')).toEqual([]);
  });

  it('never passes a contraindication: neither beside another gate nor by name', async () => {
    const { screening } = example('enroll');
    const answers = { ...screening.answers, 'serious-heart-problem': true };
    await ok(home.clinic.post(`${people.contraindicated.base}/screenings`, { answers, takes: [] }), 201);
    const beside = await override(clinician, 'contraindicated', ['vitals-out-of-range']);
    expect([beside.status, beside.body.code, gatesOf(beside)]).toEqual([
      422,
      'contraindicated',
      ['contraindicated', 'not-cleared'],
    ]);
    const byName = await override(clinician, 'contraindicated', ['contraindicated', 'vitals-out-of-range']);
    expect([byName.status, byName.body.errors.map(({ path }: any) => path)]).toEqual([400, ['overrides.0.gate']]);
    expect(await recordOf('contraindicated')).toEqual([]);
  });

  it('of a gate that the protocol lets pass starts the dose, and stands in the record with who and why', async () => {
    expect(gatesOf(await start(clinician, doses.fit, { vitals }))).toEqual(['vitals-out-of-range']);
    const started = await override(clinician, 'fit', ['vitals-out-of-range']);
    expect([started.status, started.body.status]).toEqual([200, 'in-session']);
    const { sessionId } = doses.fit;
    const [overridden, ...more] = await recordOf('fit');
    expect(overridden).toMatchObject({
      type: 'gate-overridden',
      actor: { kind: 'staff' },
      data: { sessionId, gate: 'vitals-out-of-range', reason },
    });
    const { items } = (await ok(home.clinic.get('/v1/staff?limit=100'), 200)).body;
    expect(items.find((one: any) => one.staffId === overridden.actor.id).email).toBe('ana.reyes@clinic.example');
    expect(more.map(({ type }) => type)).toEqual(['session-started']);
  });
});
