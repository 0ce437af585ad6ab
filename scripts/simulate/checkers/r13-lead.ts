/** R13: who leads changes only with the patient's consent, somebody stands in for 14 days at the most, and the patient hears of it. */
import type { Broken, Case, Event, Evidence } from './evidence.ts';
import { Story } from './story.ts';

const dayMs = 24 * 3_600_000;
const actingDaysMax = 14;
/** The program is looked at once a day. */
const askedWithinMs = 2 * dayMs;
/** Clocks of machines differ by seconds. */
const slackMs = 15_000;

type Lead = string | undefined;
const leadIn = (team: unknown): Lead =>
  (team as { staffId: string; lead: boolean }[]).find(({ lead }) => lead)?.staffId;

export function checkLead(one: Case, evidence: Evidence): Broken[] {
  const broken: Broken[] = [];
  const fail = (what: string, event?: Event): void => {
    broken.push({
      rule: 'R13',
      programId: one.head.programId,
      ...(event && { at: event.at }),
      what: event ? `event ${event.seq}, ${event.type}: ${what}` : what,
    });
  };
  const story = new Story(one);
  const departures = departuresOf(one, evidence);
  let lead: Lead;
  let acting: { staffId: string; until: string } | null = null;
  const seeLeave = (until: string): void => {
    for (let next = departures[0]; next && next.at < until; next = departures[0]) {
      departures.shift();
      if (next.staffId === lead && !story.ended && !isTold(one, next.at))
        fail(`${lead} leads, left at ${next.at}, and nobody is told`);
    }
  };
  /** Whoever has stood in for too long until then: somebody was asked to see to it. */
  const seeActing = (until: string): void => {
    if (!acting || Date.parse(until) < Date.parse(acting.until) + askedWithinMs) return;
    const over = acting.until;
    if (!one.tasks.some(({ kind, raisedAt }) => kind === 'acting-lead-over' && later(raisedAt, over)))
      fail(`${acting.staffId} stands in since before ${over}, and nobody is told that it is over`);
  };
  /** Since when nobody leads, nor stands in within the days. */
  let missing: string | null = null;
  const overridden = new Set<unknown>();
  const seeDose = (event: Event): void => {
    const over = acting && Date.parse(event.at) > Date.parse(acting.until) + slackMs ? acting.until : null;
    if ((over ?? missing) && !overridden.has(event.data.sessionId))
      fail(`a dose starts, and nobody leads since ${over ?? missing}`, event);
  };
  for (const event of one.events) {
    const { type, data, at } = event;
    seeLeave(at);
    if (type === 'gate-overridden' && data.gate === 'staff-missing') overridden.add(data.sessionId);
    if (type === 'session-started') seeDose(event);
    const went = !story.ended;
    story.tell(event);
    if (type === 'acting-lead-ended' || (went && story.ended)) seeActing(at);
    if (type === 'program-enrolled') lead = leadIn(data.careTeam);
    if (type === 'acting-lead-named') {
      const longest = Date.parse(at) + actingDaysMax * dayMs + slackMs;
      const until = String(data.until);
      if (acting === null ? Date.parse(until) > longest : until > acting.until)
        fail(`${data.staffId} may stand in until ${until}`, event);
      if (!isConsentAsked(one, event)) fail('nobody asks the patient for consent to a new lead', event);
      if (!isIntroduced(one, at)) fail('the patient does not hear who stands in', event);
      acting = { staffId: String(data.staffId), until };
      missing = null;
    }
    if (type === 'acting-lead-ended') acting = null;
    if (type !== 'care-team-changed') continue;
    const next = leadIn(data.careTeam);
    const consent = (data.leadChange as { consentedOn?: string } | null)?.consentedOn;
    if (lead !== undefined && next !== lead) {
      if (!consent) fail("who leads changes without the patient's consent", event);
      if (next !== undefined && !isIntroduced(one, at)) fail('the patient is not introduced to who leads now', event);
    }
    const team = data.careTeam as { staffId: string }[];
    if (data.leadIsBack === true || (next !== lead && next !== undefined)) missing = null;
    else if (next === undefined && lead !== undefined) {
      missing = at;
      acting = null;
    }
    // Who stood in for too long and is gone leaves nobody behind, as whoever leaves does.
    if (acting && (data.left === acting.staffId || (isOver(acting, at) && !team.some(isThat(acting))))) {
      missing = isOver(acting, at) ? acting.until : at;
      acting = null;
    } else if (!acting && data.left !== undefined && data.left === lead) missing ??= at;
    lead = next;
  }
  const now = new Date(evidence.now).toISOString();
  seeLeave(now);
  const standing = one.head.careTeam.find((member) => member.lead)?.staffId;
  if (standing !== lead) fail(`${standing} leads, the record says ${lead}`);
  const standsIn = one.head.actingLead?.staff.staffId;
  if (standsIn !== acting?.staffId) fail(`${standsIn} stands in, the record says ${acting?.staffId}`);
  if (!story.ended) seeActing(now);
  return broken;
}

const isOver = ({ until }: { until: string }, at: string): boolean => until <= at;
const isThat =
  ({ staffId }: { staffId: string }) =>
  (one: { staffId: string }): boolean =>
    one.staffId === staffId;

const later = (a: string, b: string): boolean => Date.parse(a) >= Date.parse(b) - slackMs;

/** Who was recorded as gone, with time left to see to it; who is away already leaves nobody. */
function departuresOf({ head }: Case, { items, now, granted }: Evidence): { staffId: string; at: string }[] {
  if (granted.restored) return [];
  const away = new Set<string>();
  return items
    .filter(({ pk, sk }) => pk === `clinic#${head.clinicId}` && String(sk).startsWith('event#'))
    .map(({ event }) => event as Event)
    .filter(({ type, data }) => type === 'staff-changed' && 'leftOn' in data)
    .sort((a, b) => a.seq - b.seq)
    .flatMap(({ data, at }) => {
      const staffId = String(data.staffId);
      const leaves = data.leftOn !== null && !away.has(staffId);
      if (data.leftOn === null) away.delete(staffId);
      else away.add(staffId);
      return leaves && Date.parse(at) < now - dayMs ? [{ staffId, at }] : [];
    });
}

const isTold = ({ tasks }: Case, at: string): boolean =>
  tasks.some(({ kind, raisedAt }) => kind === 'staff-left' && later(raisedAt, at));

/** In the same breath, where nobody had been asked before. */
const isConsentAsked = ({ tasks, events }: Case, { at }: Event): boolean =>
  tasks.some(
    ({ taskId, kind, raisedAt }) =>
      kind === 'lead-consent' &&
      raisedAt <= at &&
      !events.some(({ type, data, at: then }) => type === 'task-resolved' && data.taskId === taskId && then < at),
  );

const isIntroduced = ({ head }: Case, at: string): boolean =>
  head.notices.some((row) => row.name === 'introduction' && later(row.at, at));
