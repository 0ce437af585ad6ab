/** Who treats: the lead is gone for a while and somebody stands in; staff leave and come back; operators start executions anew. */
import type { Reply, Staff } from './http.ts';
import { type Deed, dayMs, hourMs, type Treating } from './treating.ts';

type Member = { name: string; email: string; role: string | string[]; license: string | null; lead: boolean };

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

async function putTeam(
  { base, options: { http, clinic } }: Treating,
  change: (team: Member[]) => Record<string, unknown>,
): Promise<Reply> {
  const { body, etag } = await http.get(clinic.coordinator, base);
  const team = ((body.careTeam ?? []) as Member[]).map(({ name, email, role, license, lead }) => ({
    name,
    email,
    role,
    license,
    lead,
  }));
  return http.ask(clinic.coordinator, 'PUT', `${base}/care-team`, change(team), etag);
}

/** For days or for longer than anybody may; then the lead is back, or the patient has said yes to another one, or neither. */
const standIn: Deed = async (course, _chart, dice) => {
  await putTeam(course, (team) => {
    const { name, email } = otherOf(course, (team.find((one) => one.lead) ?? team[0])?.email);
    const more = { name, email, role: 'therapist', license: 'LPC 1', lead: false };
    return {
      careTeam: [...team.filter((one) => one.email !== email), more],
      actingLead: { email, reason: 'Canary: the lead is ill.' },
    };
  });
  await course.wait(course.now + dice.pick([dice.between(1, 100), dice.between(13 * 24, 20 * 24)]) * hourMs);
  if (!dice.happens(0.3)) await settleLead(course, dice.happens(0.5));
};

/** The lead is back, or the patient has consented to the other one. */
export function settleLead(course: Treating, consents: boolean): Promise<Reply> {
  return putTeam(course, (team) => {
    if (!consents) return { careTeam: team, actingLead: null };
    const lead = otherOf(course, team.find((one) => one.lead)?.email);
    if (!team.some(({ email }) => email === lead.email)) return { careTeam: team, actingLead: null };
    return {
      careTeam: team.map((one) => ({ ...one, lead: one.email === lead.email })),
      leadChange: { consentedOn: dayOf(course.now - dayMs) },
    };
  });
}

function otherOf({ options: { clinic } }: Treating, email: string | undefined): Staff {
  return email === clinic.otherTherapist.email ? clinic.therapist : clinic.otherTherapist;
}

/** With somebody who takes over what is theirs, or without; after a while they work here again. */
const leave: Deed = async (course, _chart, dice) => {
  const { http, clinic } = course.options;
  const leaving = dice.pick([clinic.therapist, clinic.otherTherapist]);
  const successor = leaving === clinic.therapist ? clinic.otherTherapist : clinic.therapist;
  const path = `/v1/staff/${leaving.staffId}`;
  const change = async (to: Record<string, unknown>): Promise<void> => {
    const { etag } = await http.get(clinic.admin, path);
    await http.ask(clinic.admin, 'PATCH', path, to, etag);
  };
  await change({
    leftOn: dayOf(course.now - dayMs),
    ...(dice.happens(0.7) ? { handOverTo: successor.email } : {}),
  });
  await course.wait(course.now + dice.between(1, 48) * hourMs);
  await change({ leftOn: null });
};

const startAnew: Deed = async (course) => {
  const { http, clinic } = course.options;
  await http.post(clinic.operator, `/v1/operations/programs/${course.programId}/repair`);
};

/** What operators see is kept: it names nobody (R9). */
const watch: Deed = async (course, _chart, dice) => {
  const { http, clinic } = course.options;
  const status = dice.pick(['RUNNING', 'RUNNING', 'SUCCEEDED', 'ABORTED']);
  const { body } = await http.get(clinic.operator, `/v1/operations/executions?status=${status}`);
  const listed = (body.items ?? []) as { name: string }[];
  if (listed.length === 0) return;
  const path = `/v1/operations/executions/${dice.pick(listed).name}`;
  await http.get(clinic.operator, path);
  await http.get(clinic.operator, `${path}/history?order=newest-first&limit=50`);
};

export const deedsOfStaff: readonly Deed[] = [standIn, standIn, leave, startAnew, watch];
