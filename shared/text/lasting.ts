/** What holds on when a session is over, as sentences: each until its own clock time, without one while nobody knows the end. */
import type { Lasting } from '../domain/message-view.ts';
import type { Instant } from '../domain/state.ts';
import { hoursInWords, isAvoided, ownWords, type Speaking } from './deadlines.ts';
import { readWhen } from './times.ts';
import type { HeldUntil, Rule } from './words.ts';

/** `still`: it was told before, and goes on. */
export function speakLasting(rule: Lasting, speaking: Speaking, now: Instant, { still } = { still: false }): Rule {
  const { guidelines, after, nextDay } = speaking.language.words;
  const { subject, takes } = rule;
  if (subject === 'antihypertensive') return guidelines.bloodPressure(takes);
  if (takes && rule.rule === 'avoid') return guidelines.plan(subject, speaking.clinicianName);
  const until = heldUntil(rule, speaking);
  if (!isAvoided(rule) && !isAboutVehicles(rule)) {
    const own = ownWords(rule.words, speaking.language.locale);
    const { lead } = subject === 'monitor' ? guidelines.monitor(speaking.monitorName) : guidelines.other(subject);
    return { lead: own ?? lead, note: after.until(until) };
  }
  const hasCome = rule.until !== null && rule.until <= now;
  return still || hasCome
    ? { lead: nextDay.still(subject, hasCome ? null : until), note: null }
    : after.avoid(subject, until);
}

export function heldUntil({ until, hoursAfterEnd, sleep }: Lasting, { language, zones }: Speaking): HeldUntil {
  return {
    at: until === null ? null : readWhen(until, zones, language.locale),
    after: hoursAfterEnd === null ? null : hoursInWords(hoursAfterEnd, language),
    sleep,
  };
}

/** Driving comes first: it is what harms others, too. */
export function vehicleFirst(lasting: readonly Lasting[]): { vehicle: Lasting | null; others: Lasting[] } {
  return {
    vehicle: lasting.find(isAboutVehicles) ?? null,
    others: lasting.filter((one) => !isAboutVehicles(one)),
  };
}

const isAboutVehicles = ({ subject }: Lasting): boolean => subject === 'vehicle-or-machinery';

/** Nobody is told to eat or drink again while something of it is to wait. */
export function mayEatAndDrink(lasting: readonly Lasting[]): boolean {
  return !lasting.some(({ subject }) => subject === 'solid-food' || subject === 'liquids');
}
