/** Group sessions: planned where nobody has one, joined, moved and cancelled for all who take part. */
import { wallIn } from '../../../shared/domain/time.ts';
import type { Dice } from '../chance.ts';
import type { Chart } from './chart.ts';
import { monitorOf } from './person.ts';
import { type Deed, dayMs, hourMs, type Treating } from './treating.ts';

type SeenGroup = {
  groupId: string;
  kind: string;
  status: string;
  start: { instant: string };
  taken: number;
};

const base = '/v1/groups';
const iso = (at: number): string => new Date(at).toISOString();

async function groupsAhead({ now, options: { http, clinic } }: Treating): Promise<SeenGroup[]> {
  const { body } = await http.get(clinic.coordinator, `${base}?from=${iso(now)}&to=${iso(now + 30 * dayMs)}`);
  return ((body.items ?? []) as SeenGroup[]).filter(({ status }) => status === 'planned');
}

const startAt = ({ options: { clinic } }: Treating, at: number): Record<string, string> => ({
  at: wallIn(iso(at), clinic.timeZone),
  timeZone: clinic.timeZone,
});

/** What the patient has need of, more often than what is refused. */
function kindFor({ dose }: Chart, dice: Dice): string {
  if (dice.happens(0.15)) return dice.pick(['integration', 'preparation', 'dosing']);
  return dose.done === 0 ? 'preparation' : 'integration';
}

async function plan(course: Treating, kind: string, dice: Dice): Promise<SeenGroup | null> {
  const { http, clinic, protocol } = course.options;
  const { status, body } = await http.post(clinic.coordinator, base, {
    kind,
    start: startAt(course, course.now + dice.between(40, 500) * hourMs),
    durationMinutes: kind === 'dosing' ? 120 : 60,
    mode: kind === 'dosing' ? protocol.setting : 'video',
    staff: [dice.pick([clinic.therapist, clinic.otherTherapist]).email],
    capacity: dice.pick([1, 1, 2, 4]),
  });
  return status === 201 ? (body as unknown as SeenGroup) : null;
}

const join: Deed = async (course, chart, dice) => {
  const { http, clinic, person } = course.options;
  const kind = kindFor(chart, dice);
  const known = (await groupsAhead(course)).filter((one) => one.kind === kind);
  const group = known.length > 0 && dice.happens(0.9) ? dice.pick(known) : await plan(course, kind, dice);
  if (!group) return;
  await http.post(clinic.coordinator, `${base}/${group.groupId}/participants`, {
    programId: course.programId,
    ...(group.kind === 'dosing' ? { monitor: monitorOf(person, 'a') } : {}),
  });
};

/** Late more often than early, as with sessions of one's own. */
async function anyAhead(course: Treating, dice: Dice): Promise<SeenGroup | null> {
  const known = await groupsAhead(course);
  const taken = known.filter((one) => one.taken > 0);
  if (taken.length === 0) return null;
  const group = dice.pick(taken);
  if (dice.happens(0.5))
    await course.wait(Math.max(course.now, Date.parse(group.start.instant) - dice.between(1, 40 * 60) * 60_000));
  return group;
}

const move: Deed = async (course, _chart, dice) => {
  const group = await anyAhead(course, dice);
  if (!group) return;
  const { http, clinic } = course.options;
  const path = `${base}/${group.groupId}`;
  const seen = await http.get(clinic.coordinator, path);
  const to = Math.max(course.now + hourMs, Date.parse(group.start.instant) + dice.between(-50, 100) * hourMs);
  const change = dice.pick<Record<string, unknown>>([
    { start: startAt(course, to) },
    { start: startAt(course, to) },
    { place: { text: 'Canary Street 3' } },
    { staff: [clinic.otherTherapist.email] },
    { capacity: dice.between(1, 4) },
  ]);
  await http.ask(clinic.coordinator, 'PATCH', path, change, seen.etag);
};

const cancel: Deed = async (course, _chart, dice) => {
  const group = await anyAhead(course, dice);
  if (!group) return;
  const { http, clinic } = course.options;
  await http.post(clinic.coordinator, `${base}/${group.groupId}/cancel`, { reason: dice.pick(['illness', 'other']) });
};

export const deedsOfGroups: readonly Deed[] = [join, join, join, join, move, move, cancel];
