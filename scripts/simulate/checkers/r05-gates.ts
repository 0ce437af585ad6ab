/** R5: what held at the instant at which a dose was started. */
import { type Broken, type Case, type Event, integrationsDue } from './evidence.ts';
import { Story, type ToldSession } from './story.ts';
import { dayOf } from './wall-clock.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Clocks of machines differ by seconds. */
const slackMs = 15_000;

export function checkGates(one: Case): Broken[] {
  const story = new Story(one);
  const broken: Broken[] = [];
  const overridden = new Set<string>();
  for (const event of one.events) {
    if (event.type === 'gate-overridden') overridden.add(`${event.data.sessionId} ${event.data.gate}`);
    if (event.type === 'session-started')
      for (const { gate, what } of shutGates(one, story, event))
        if (!overridden.has(`${event.data.sessionId} ${gate}`)) broken.push(brokenAt(one, event, `${gate}: ${what}`));
    if (event.type === 'supplement-given')
      broken.push(...wrongSupplement(one, story, event).map((what) => brokenAt(one, event, what)));
    story.tell(event);
  }
  return broken;
}

function brokenAt({ head: { programId } }: Case, { type, seq, at, data }: Event, what: string): Broken {
  return { rule: 'R5', programId, at, what: `${data.sessionId} ${type} (event ${seq}): ${what}` };
}

/** The second part of a dose: of the amount that was given first, in its time, once. */
function wrongSupplement({ protocol }: Case, story: Story, { data, at }: Event): string[] {
  const session = story.session(data);
  if (data.recordedLate !== null) return [];
  if (session?.status !== 'in-session' || !session.startedAt) return [`the session is ${session?.status}`];
  const minutes = (Date.parse(at) - Date.parse(session.startedAt)) / minuteMs;
  const slack = slackMs / minuteMs;
  const lawful = (protocol.dosing.amounts ?? []).some(
    ({ mg, supplement }) =>
      supplement !== undefined &&
      (session.amountMg === null || mg === session.amountMg) &&
      supplement.mg === data.amountMg &&
      minutes >= supplement.fromMinutes - slack &&
      minutes <= supplement.untilMinutes + slack,
  );
  return [
    ...(lawful ? [] : [`${data.amountMg} mg ${minutes} minutes after ${session.amountMg} mg`]),
    ...(session.supplements > 0 ? ['it is the second one'] : []),
    ...(story.status === 'active' ? [] : [`the program is ${story.status}`]),
  ];
}

type Shut = { gate: string; what: string };

function shutGates(one: Case, story: Story, event: Event): Shut[] {
  const session = story.session(event.data);
  if (!session) return [{ gate: 'not-found', what: 'nobody booked it' }];
  const now = Date.parse(event.at);
  const shut: Shut[] = [];
  const need = (holds: boolean, gate: string, what: string): void => {
    if (!holds) shut.push({ gate, what });
  };
  need(story.status === 'active', 'wrong-state', `the program is ${story.status}`);
  need(session.status === 'booked', 'wrong-state', `the session is ${session.status}`);
  papers(one, story, now, need);
  preparation(one, story, now, need);
  spacing(one, story, session, now, need);
  clearance(one, session, now, need);
  need(session.blocks.size === 0, 'blocked', `by ${[...session.blocks].join(', ')}`);
  need(event.data.monitorPresent === true && session.monitor !== null, 'no-monitor', 'nobody by name is present');
  staff(one, event, need);
  vitals(one, story, event, now, need);
  const { before, after } = one.protocol.dosing.startAllowedMinutes;
  const start = Date.parse(session.start.instant);
  need(now >= start - before * minuteMs - slackMs, 'too-early', `planned for ${session.start.instant}`);
  need(now <= start + after * minuteMs + slackMs, 'too-late', `planned for ${session.start.instant}`);
  return shut;
}

type Need = (holds: boolean, gate: string, what: string) => void;

function papers({ protocol }: Case, story: Story, now: number, need: Need): void {
  const screening = story.screenings.at(-1);
  const yes = protocol.screening.contraindications.filter((code) => screening?.answers[code]);
  need(yes.length === 0, 'contraindicated', yes.join(', '));
  need(
    screening !== undefined && Date.parse(screening.at) + protocol.screening.validDays * dayMs > now - slackMs,
    'screening-expired',
    `it is of ${screening?.at}`,
  );
  for (const kind of protocol.consents.required) {
    const consent = story.consents.get(kind);
    const valid =
      consent &&
      !consent.withdrawn &&
      Date.parse(consent.signedOn) + protocol.consents.validDays * dayMs > now - slackMs;
    need(valid === true, 'consent-missing', kind);
  }
  const decided = (about: string): string | undefined =>
    story.decisions.findLast((one) => one.about === about)?.decision;
  need(
    (screening?.cautions.length ?? 0) === 0 || decided('caution') === 'proceed',
    'caution-open',
    'no clinician has said yes',
  );
  const planned = protocol.medicines.filter(({ code, planNeeded }) => planNeeded && screening?.takes.includes(code));
  need(
    planned.length === 0 || decided('medicines') === 'proceed',
    'medicines-plan',
    planned.map(({ code }) => code).join(', '),
  );
}

const isDone = ({ status }: ToldSession): boolean => status === 'completed' || status === 'stopped-early';

function preparation({ protocol }: Case, story: Story, now: number, need: Need): void {
  if (story.givenDoses().length > 0) return;
  const { sessionsMin, intentionsMin, beforeFirstDose } = protocol.preparation;
  const done = [...story.sessions.values()].filter(
    (one) => one.kind === 'preparation' && isDone(one) && Date.parse(one.endedAt ?? '') <= now,
  );
  need(done.length >= sessionsMin, 'not-prepared', `${done.length} of ${sessionsMin} preparation sessions are done`);
  const inWindow = done.some(
    (one) =>
      Date.parse(one.endedAt ?? '') <= now - beforeFirstDose.hoursMin * hourMs + slackMs &&
      Date.parse(one.startedAt ?? '') >= now - beforeFirstDose.daysMax * dayMs - slackMs,
  );
  need(
    inWindow,
    'not-prepared',
    `none between ${beforeFirstDose.hoursMin} h and ${beforeFirstDose.daysMax} days before`,
  );
  need(story.intentions >= intentionsMin, 'not-prepared', 'no intention');
}

function spacing({ protocol }: Case, story: Story, session: ToldSession, now: number, need: Need): void {
  const given = story.givenDoses();
  const last = given.at(-1);
  if (!last?.startedAt) return;
  const { timeZone } = session.start;
  const days = dayOf(now, timeZone) - dayOf(Date.parse(last.startedAt), timeZone);
  const rules = protocol.dosing.spacing;
  const { minDays } = rules.findLast(({ fromDose }) => fromDose <= given.length + 1) ?? rules[0] ?? { minDays: 0 };
  need(days >= minDays, 'too-soon', `${days} days after the last dose, at least ${minDays} are needed`);
  const since = (about: string): boolean =>
    story.decisions.some((one) => one.about === about && one.decision === 'proceed' && one.at > (last.startedAt ?? ''));
  need(days <= protocol.dosing.lapseDays || since('lapse'), 'review-needed', `${days} days after the last dose`);
  const { required, earliestHours } = protocol.integration;
  const due = integrationsDue(protocol, given.length);
  const integrations = [...story.sessions.values()].filter(
    (one) =>
      one.kind === 'integration' &&
      isDone(one) &&
      Date.parse(one.startedAt ?? '') >= Date.parse(last.endedAt ?? last.startedAt ?? '') + earliestHours * hourMs &&
      Date.parse(one.startedAt ?? '') < now,
  );
  need(
    !required || integrations.length >= due || since('integration'),
    'not-integrated',
    `${integrations.length} of ${due}`,
  );
}

function clearance({ protocol }: Case, session: ToldSession, now: number, need: Need): void {
  const given = session.clearance;
  const { clearanceChecks, clearanceValidHours } = protocol.dosing;
  need(given !== null, 'not-cleared', 'no clinician has cleared it');
  if (!given) return;
  need(given.revision === session.revision && !given.void, 'not-cleared', 'the session has changed since');
  need(
    clearanceChecks.every((code) => given.checks[code] === true),
    'not-cleared',
    'a check is missing',
  );
  need(
    Date.parse(given.at) + clearanceValidHours * hourMs > now - slackMs,
    'not-cleared',
    `it was given at ${given.at}`,
  );
}

/** One person fills one place. */
function staff({ protocol }: Case, { data }: Event, need: Need): void {
  const free = [...((data.staffPresent as string[][] | undefined) ?? [])];
  for (const { anyOf, count } of protocol.dosing.staff)
    for (let place = 0; place < count; place += 1) {
      const filled = free.findIndex((roles) => roles.some((role) => anyOf.includes(role)));
      need(filled >= 0, 'staff-missing', anyOf.join(' or '));
      if (filled >= 0) free.splice(filled, 1);
    }
}

function vitals({ protocol }: Case, story: Story, { data }: Event, now: number, need: Need): void {
  const { systolicMmHg, diastolicMmHg } = data.vitals as { systolicMmHg: number; diastolicMmHg: number };
  const { vitalsMax } = protocol.dosing;
  const decided = story.decisions.some(
    (one) =>
      one.about === 'vitals' &&
      one.sessionId === data.sessionId &&
      one.decision === 'proceed' &&
      Date.parse(one.at) + 60 * minuteMs > now - slackMs,
  );
  need(
    (systolicMmHg <= vitalsMax.systolicMmHg && diastolicMmHg <= vitalsMax.diastolicMmHg) || decided,
    'vitals-out-of-range',
    `${systolicMmHg}/${diastolicMmHg}`,
  );
}
