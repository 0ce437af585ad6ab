/** Groups: what is planned once holds for each who takes part, and nobody hears of a time that is no more (R1). */
import type { Broken, Case, Event, Evidence, Group } from './evidence.ts';
import { isBeforeSession, readKey } from './r01-stops.ts';
import { isLost } from './r11-record.ts';
import { Story } from './story.ts';

/** Two machines' clocks, each off by seconds. */
const slackMs = 12_000;
const hourMs = 3_600_000;

type Found = { clinicId: string; group: Group; participants: Readonly<Record<string, string>> };

const groupsIn = ({ items }: Evidence): Found[] =>
  items.flatMap(({ pk, sk, state, participants }) => {
    const clinicId = /^clinic#([^#]+)#group#/.exec(String(pk))?.[1];
    return clinicId && sk === 'group'
      ? [{ clinicId, group: state as Group, participants: participants as Found['participants'] }]
      : [];
  });

/** What the clinic's record tells of its groups. */
const toldOf = ({ items }: Evidence, clinicId: string): Event[] =>
  items
    .filter(({ pk, sk }) => pk === `clinic#${clinicId}` && String(sk).startsWith('event#'))
    .map(({ event }) => event as Event)
    .filter(({ type }) => type.startsWith('group-'));

export function checkGroups(evidence: Evidence): Broken[] {
  const groups = groupsIn(evidence);
  const full = groups
    .filter(({ group, participants }) => Object.keys(participants).length > group.capacity)
    .map(({ group, participants }) => ({
      rule: 'groups',
      programId: null,
      what: `${Object.keys(participants).length} take part in ${group.groupId}, which has room for ${group.capacity}`,
    }));
  return [...full, ...checkGroupPromises(evidence)];
}

const promises: readonly { method: string; path: RegExp; type: string }[] = [
  { method: 'POST', path: /^\/v1\/groups$/, type: 'group-planned' },
  { method: 'PATCH', path: /^\/v1\/groups\/\w+$/, type: 'group-changed' },
  { method: 'POST', path: /^\/v1\/groups\/\w+\/cancel$/, type: 'group-cancelled' },
];

function checkGroupPromises(evidence: Evidence): Broken[] {
  return evidence.promised.flatMap((promise) => {
    const { at, clinicId, method, path, status, body } = promise;
    const rule = promises.find((one) => one.method === method && one.path.test(path));
    if (!rule || isLost(promise, evidence)) return [];
    const stands = toldOf(evidence, clinicId).some(
      ({ type, data }) => type === rule.type && data.groupId === body.groupId && data.version === body.version,
    );
    return stands
      ? []
      : [
          {
            rule: 'R8',
            programId: null,
            at: new Date(at).toISOString(),
            what: `${method} ${path} was answered with ${status}, and the clinic's record holds nothing of it`,
          },
        ];
  });
}

/** Of one program: its sessions stand where their groups stand, and are told of nothing else. */
export function checkGroupOf(one: Case, evidence: Evidence): Broken[] {
  const { programId, clinicId } = one.head;
  if (!one.sessions.some(({ group }) => group)) return [];
  const groups = new Map(groupsIn(evidence).map((found) => [found.group.groupId, found]));
  const told = toldOf(evidence, clinicId);
  const broken: Broken[] = [];
  for (const { sessionId, status, start, group: pointer } of one.sessions) {
    if (!pointer || status !== 'booked') continue;
    const found = groups.get(pointer.groupId);
    const stands =
      found?.group.status === 'planned' &&
      found.group.revision === pointer.revision &&
      found.group.start.instant === start.instant &&
      found.participants[programId] === sessionId;
    if (!stands && !evidence.granted.zonesChanged)
      broken.push({
        rule: 'groups',
        programId,
        what: `${sessionId} starts at ${start.instant}, revision ${pointer.revision} of ${pointer.groupId}, which is ${found?.group.status} at ${found?.group.start.instant}, revision ${found?.group.revision}`,
      });
  }
  return [...broken, ...checkFollowed(one, told), ...checkClaims(one, told)];
}

/** Whoever took part when the group changed has followed it, unless their session ended within the hour. */
function checkFollowed(one: Case, told: readonly Event[]): Broken[] {
  const { programId } = one.head;
  const story = new Story(one);
  const booked = new Map<string, string>();
  const over = new Map<string, string>();
  for (const event of one.events) {
    const { type, data, at } = event;
    story.tell(event);
    if (type === 'session-booked') booked.set(String(data.sessionId), at);
    const ended = ['session-cancelled', 'outcome-recorded', 'session-started'].includes(type)
      ? [data.sessionId]
      : ((data.cancelled as unknown[] | undefined) ?? []);
    for (const sessionId of ended) over.set(String(sessionId), over.get(String(sessionId)) ?? at);
  }
  return [...story.sessions].flatMap(([sessionId, { group }]) => {
    const newer = told.find(
      ({ data, at }) =>
        data.groupId === group?.groupId &&
        Number(data.revision) > (group?.revision ?? 0) &&
        at > (booked.get(sessionId) ?? '') &&
        Date.parse(at) + hourMs < Date.parse(over.get(sessionId) ?? '9999-01-01T00:00:00Z'),
    );
    return newer
      ? [{ rule: 'groups', programId, at: newer.at, what: `${sessionId} has not followed its group (${newer.type})` }]
      : [];
  });
}

function checkClaims(one: Case, told: readonly Event[]): Broken[] {
  const story = new Story(one);
  const broken: Broken[] = [];
  for (const event of one.events) {
    story.tell(event);
    if (event.type !== 'message-claimed') continue;
    const { owner, name } = readKey(String(event.data.key));
    const session = story.sessions.get(owner);
    const pointer = session?.group;
    if (!pointer || !isBeforeSession(name, session)) continue;
    const newer = told.find(
      ({ data, at }) =>
        data.groupId === pointer.groupId &&
        Number(data.revision) > pointer.revision &&
        Date.parse(at) < Date.parse(event.at) - slackMs,
    );
    if (newer)
      broken.push({
        rule: 'R1',
        programId: one.head.programId,
        at: event.at,
        what: `${event.data.key} was claimed at revision ${pointer.revision} of its group, which had moved on at ${newer.at}`,
      });
  }
  return broken;
}
