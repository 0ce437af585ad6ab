/** R11: every change has its event, in one unbroken chain. R8: what was answered with success is in it. R10: nobody else's. */
import { createHash } from 'node:crypto';
import type { Broken, Case, Event, Evidence, Item, Promised } from './evidence.ts';
import { Story } from './story.ts';

/** JSON with its keys in order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical((value as Item)[name])}`).join(',')}}`;
}

function chainFaults(events: readonly Event[], head: { seq: number; hash: string }): string[] {
  const faults: string[] = [];
  let previous = '';
  events.forEach((event, index) => {
    const { hash, ...rest } = event;
    if (event.seq !== index + 1) faults.push(`event ${event.seq} stands at place ${index + 1}`);
    const wanted = createHash('sha256').update(previous).update(canonical(rest)).digest('hex');
    if (hash !== wanted) faults.push(`event ${event.seq} does not follow from the one before it`);
    if (!event.actor?.kind || !event.actor.id || !event.at) faults.push(`event ${event.seq} names no actor or time`);
    previous = hash;
  });
  if (head.seq !== events.length) faults.push(`the head counts ${head.seq} events, there are ${events.length}`);
  if (head.hash !== previous) faults.push('the head does not close the chain');
  return faults;
}

export function checkRecord(one: Case): Broken[] {
  const { head, events, sessions, tasks } = one;
  const faults = chainFaults(events, head);
  const story = new Story(one);
  for (const event of events) story.tell(event);
  if (story.status !== head.status) faults.push(`the program is ${head.status}, its record says ${story.status}`);
  if (story.sessions.size !== sessions.length)
    faults.push(`${sessions.length} sessions stand, ${story.sessions.size} were booked`);
  for (const session of sessions) {
    const told = story.sessions.get(session.sessionId);
    if (told?.status !== session.status)
      faults.push(`${session.sessionId} is ${session.status}, its record says ${told?.status}`);
    if (told?.revision !== session.revision)
      faults.push(`${session.sessionId} stands at revision ${session.revision}, its record at ${told?.revision}`);
    if (told?.start.instant !== session.start.instant)
      faults.push(`${session.sessionId} starts at ${session.start.instant}, its record says ${told?.start.instant}`);
    if (['booked', 'in-session'].includes(session.status)) {
      const blocks = session.blocked
        .map(({ about }) => about)
        .sort()
        .join();
      if (blocks !== [...(told?.blocks ?? [])].sort().join())
        faults.push(
          `${session.sessionId} is blocked by "${blocks}", its record says "${[...(told?.blocks ?? [])].join()}"`,
        );
    }
  }
  const count = (type: string): number => events.filter((event) => event.type === type).length;
  if (count('task-raised') !== tasks.length)
    faults.push(`${tasks.length} tasks stand, ${count('task-raised')} were raised`);
  const resolved = tasks.filter(({ status }) => status === 'resolved').length;
  if (count('task-resolved') !== resolved)
    faults.push(`${resolved} tasks are resolved, ${count('task-resolved')} times it was said`);
  return faults.map((what) => ({ rule: 'R11', programId: head.programId, what }));
}

export function checkClinicRecords({ items }: Evidence): Broken[] {
  const clinics = items.filter((one) => one.sk === 'clinic');
  return clinics.flatMap((clinic) => {
    const events = items
      .filter((one) => one.pk === clinic.pk && String(one.sk).startsWith('event#'))
      .map(({ event }) => event as Event)
      .sort((a, b) => a.seq - b.seq);
    return chainFaults(events, clinic.state as { seq: number; hash: string }).map((what) => ({
      rule: 'R11',
      programId: null,
      what: `${clinic.pk}: ${what}`,
    }));
  });
}

/** The event that a route's success stands for, by the end of its path. */
const evidenceOf: readonly { path: RegExp; method: string; types: readonly string[] }[] = [
  { method: 'POST', path: /\/v1\/programs$/, types: ['program-enrolled'] },
  { method: 'POST', path: /\/(sessions|participants)$/, types: ['session-booked'] },
  { method: 'POST', path: /\/sessions\/\w+\/cancel$/, types: ['session-cancelled'] },
  { method: 'POST', path: /\/start$/, types: ['session-started'] },
  { method: 'POST', path: /\/outcome$/, types: ['outcome-recorded'] },
  { method: 'POST', path: /\/clearances$/, types: ['clearance-given'] },
  { method: 'POST', path: /\/decisions$/, types: ['decision-made'] },
  { method: 'POST', path: /\/intentions$/, types: ['intention-added'] },
  { method: 'POST', path: /\/screenings$/, types: ['screening-added'] },
  { method: 'POST', path: /\/consents$/, types: ['consent-signed'] },
  { method: 'POST', path: /\/consents\/[a-z-]+\/withdraw$/, types: ['consent-withdrawn'] },
  { method: 'POST', path: /\/hold$/, types: ['program-held'] },
  { method: 'POST', path: /\/resume$/, types: ['program-resumed'] },
  { method: 'POST', path: /prg_\w+\/withdraw$/, types: ['program-withdrawn'] },
  { method: 'POST', path: /\/discharge$/, types: ['program-discharged'] },
  { method: 'POST', path: /\/deceased$/, types: ['patient-deceased'] },
  { method: 'POST', path: /\/end-dosing$/, types: ['dosing-ended'] },
  { method: 'POST', path: /\/complete$/, types: ['program-completed'] },
  { method: 'POST', path: /\/corrections$/, types: ['outcome-corrected'] },
  { method: 'POST', path: /\/resend$/, types: ['message-resent'] },
  { method: 'POST', path: /\/adverse-events$/, types: ['adverse-event-recorded'] },
  { method: 'POST', path: /\/resolve$/, types: ['task-resolved'] },
  { method: 'PUT', path: /\/care-team$/, types: ['care-team-changed'] },
];

export function checkPromises(cases: readonly Case[], evidence: Evidence): Broken[] {
  const broken: Broken[] = [];
  const byProgram = new Map(cases.map((one) => [one.head.programId, one]));
  const used = new Set<Event>();
  for (const promise of evidence.promised) {
    if (isLost(promise, evidence)) continue;
    const programId = promise.programId || (/^\/v1\/tasks\/(prg_[a-z0-9]+)-/.exec(promise.path)?.[1] ?? '');
    const rule = evidenceOf.find(({ method, path }) => method === promise.method && path.test(promise.path));
    if (!rule) continue;
    const one = byProgram.get(programId);
    const event = one?.events.find(
      (each) =>
        !used.has(each) &&
        rule.types.includes(each.type) &&
        isAbout(each, promise) &&
        Date.parse(each.at) <= promise.at + 10_000,
    );
    if (event) used.add(event);
    else
      broken.push({
        rule: 'R8',
        programId,
        at: new Date(promise.at).toISOString(),
        what: `${promise.method} ${promise.path} was answered with ${promise.status}, and the record holds nothing of it`,
      });
  }
  return broken;
}

export const isLost = ({ at }: Promised, { granted: { restored } }: Evidence): boolean =>
  restored !== null && at >= restored.to - 1000 && at <= restored.at + 1000;

function isAbout({ data }: Event, { path, body }: Promised): boolean {
  const sessionId =
    /\/sessions\/(ses_[a-z0-9]+)/.exec(path)?.[1] ??
    (/\/(sessions|participants)$/.test(path) ? body.sessionId : undefined);
  return sessionId === undefined || data.sessionId === sessionId;
}

export function checkTenants(evidence: Evidence): Broken[] {
  return evidence.probes
    .filter(({ status }) => status !== 404 && status !== 0 && status < 500)
    .map(({ path, status, at }) => ({
      rule: 'R10',
      programId: null,
      at: new Date(at).toISOString(),
      what: `another clinic was answered ${status} for ${path}`,
    }));
}

/** Whatever people ask for is done or refused, and never breaks something. */
export function checkAnswers({ broke }: Evidence): Broken[] {
  return broke.map(({ at, path, status }) => ({
    rule: 'R8',
    programId: /(prg_[a-z0-9]+)/.exec(path)?.[1] ?? null,
    at: new Date(at).toISOString(),
    what: `${path} was answered ${status}`,
  }));
}

/** What somebody meant once has happened once, however often it was sent. */
export function checkOncePressed({ head: { programId }, events }: Case, { pressed, promised }: Evidence): Broken[] {
  const own = pressed.filter((one) => one.programId === programId);
  const inSeries = sessionsBooked(promised.filter((one) => one.programId === programId));
  const unheard = own.some(({ path, answered }) => /\/series$/.test(path) && !answered);
  const types = ['session-booked', 'clearance-given', 'intention-added', 'screening-added', 'consent-signed'];
  return types.flatMap((type) => {
    const path = evidenceOf.find((rule) => rule.types.includes(type))?.path;
    // A whole course is one press; how many sessions it has stands in its answer.
    if (type === 'session-booked' && unheard) return [];
    const also = type === 'session-booked' ? inSeries : 0;
    const meant = own.filter((one) => path?.test(one.path)).length + also;
    const happened = events.filter((event) => event.type === type).length;
    return happened > meant
      ? [{ rule: 'R8', programId, what: `${type} stands ${happened} times, and was asked for ${meant} times` }]
      : [];
  });
}

const sessionsBooked = (promised: readonly Promised[]): number =>
  promised
    .filter(({ path, body }) => /\/series$/.test(path) && body.booked === true)
    .reduce((sum, { body }) => sum + (body.sessions as unknown[]).length, 0);
