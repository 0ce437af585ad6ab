/** R6: phases and doses move only along the protocol. R14: what only a person does. */
import { type Broken, type Case, type Event, type Evidence, integrationsDue } from './evidence.ts';
import { Story } from './story.ts';

const phases = ['care-team', 'preparation', 'dosing', 'integration', 'ongoing'];

export function checkCourse(one: Case): Broken[] {
  const story = new Story(one);
  const broken: Broken[] = [];
  let [phase, dose] = ['care-team', 0];
  let dosingEnded = false;
  const of = one.protocol.dosing.doses;
  for (const event of one.events) {
    const { type, data, at, seq } = event;
    if (type === 'dosing-ended') dosingEnded = true;
    story.tell(event);
    if (type !== 'phase-moved') continue;
    const [to, next] = [String(data.to), Number(data.dose)];
    const given = story.givenDoses().length;
    const legal =
      (phase === 'care-team' && to === 'preparation' && next === 0) ||
      (phase === 'preparation' && to === 'dosing' && next === 1) ||
      (phase === 'dosing' && to === 'integration' && next === dose && given >= dose) ||
      (phase === 'dosing' && to === 'ongoing' && dosingEnded) ||
      (phase === 'integration' && to === 'dosing' && next === dose + 1 && !(of !== null && dose >= of)) ||
      (phase === 'integration' && to === 'ongoing' && ((of !== null && dose >= of) || dosingEnded));
    const from = String(data.from);
    if (!legal || from !== phase)
      broken.push({
        rule: 'R6',
        programId: one.head.programId,
        at,
        what: `event ${seq} moves from ${from} ${dose} to ${to} ${next} with ${given} doses given`,
      });
    const met = whyNotMet(one, story, phase, dose, dosingEnded);
    if (met)
      broken.push({
        rule: 'R6',
        programId: one.head.programId,
        at,
        what: `event ${seq} leaves ${phase} ${dose} although ${met}`,
      });
    [phase, dose] = [to, next];
  }
  if (one.head.phase !== phase)
    broken.push({
      rule: 'R6',
      programId: one.head.programId,
      what: `the head stands at ${one.head.phase}, the record at ${phase}`,
    });
  if (!phases.includes(phase))
    broken.push({ rule: 'R6', programId: one.head.programId, what: `there is no phase ${phase}` });
  return broken;
}

/** Of the milestone that the phase waits for, what is plainly missing. */
function whyNotMet({ protocol }: Case, story: Story, phase: string, dose: number, dosingEnded: boolean): string | null {
  const given = story.givenDoses();
  const done = (kind: string): number =>
    [...story.sessions.values()].filter(
      (one) => one.kind === kind && ['completed', 'stopped-early'].includes(one.status),
    ).length;
  if (phase === 'preparation' && given.length === 0) {
    if (done('preparation') < protocol.preparation.sessionsMin)
      return `${done('preparation')} preparation sessions are done`;
    if (story.intentions < protocol.preparation.intentionsMin) return 'there is no intention';
  }
  if (phase === 'dosing' && given.length < dose && !dosingEnded) return `only ${given.length} doses are given`;
  if (phase === 'integration' && protocol.integration.required && given.length <= dose) {
    const last = given[dose - 1];
    const waived = story.decisions.some((one) => one.about === 'integration' && one.decision === 'proceed');
    const integrated = [...story.sessions.values()].some(
      (one) =>
        one.kind === 'integration' &&
        ['completed', 'stopped-early'].includes(one.status) &&
        (one.startedAt ?? '') >= (last?.endedAt ?? ''),
    );
    if (!waived && !integrated && integrationsDue(protocol, dose) > 0) return 'its integration is not done';
  }
  return null;
}

const byPeople = new Set([
  'clearance-given',
  'session-started',
  'decision-made',
  'gate-overridden',
  'program-resumed',
  'program-discharged',
  'program-withdrawn',
  'patient-deceased',
  'dosing-ended',
  'outcome-recorded',
  'outcome-corrected',
  'session-booked',
  'session-moved',
  'consent-signed',
]);
const byClinicians = new Set([
  'clearance-given',
  'decision-made',
  'program-resumed',
  'program-discharged',
  'dosing-ended',
  'outcome-corrected',
]);

export function checkPeople(one: Case, { granted: { restored } }: Evidence): Broken[] {
  const { programId } = one.head;
  const broken: Broken[] = [];
  const addresses = addressesOf(one);
  const fail = (event: Event, what: string): void => {
    broken.push({ rule: 'R14', programId, at: event.at, what: `event ${event.seq}, ${event.type}: ${what}` });
  };
  for (const event of one.events) {
    // Whoever has moved a group has moved the session of each who takes part.
    const follows = event.type === 'session-moved' && event.data.group !== undefined;
    if (byPeople.has(event.type) && event.actor.kind !== 'staff' && !follows) fail(event, `by ${event.actor.kind}`);
    if (byClinicians.has(event.type) && !/clinician/.test(event.actor.id)) fail(event, `by ${event.actor.id}`);
  }
  for (const mail of one.mails) {
    const known = mail.tags.key?.endsWith('_staff') ? one.staff : addresses;
    // Who was named in the hour that the table has forgotten is forgotten with it.
    const forgotten = restored !== null && mail.at >= restored.to && mail.at <= restored.at;
    if (!forgotten && !known.has(mail.to.toLowerCase()))
      broken.push({ rule: 'R14', programId, what: `${mail.tags.key} went to ${mail.to}, whom it is not for` });
  }
  return broken;
}

/** The patient's addresses, and those of the monitors of its doses. */
function addressesOf({ events }: Case): Set<string> {
  const addresses = new Set<string>();
  const add = (one: unknown): void => {
    const { email } = (one ?? {}) as { email?: string };
    if (email) addresses.add(email.toLowerCase());
  };
  for (const { type, data } of events) {
    if (type === 'program-enrolled') add(data.patient);
    if (type === 'patient-changed') add(data);
    if (type === 'session-booked' || type === 'session-moved' || type === 'session-changed') add(data.monitor);
  }
  return addresses;
}
