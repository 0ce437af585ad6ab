/** Deadlines as sentences and as clock times, by the rules of what may be said to patients (docs/architecture.md). */
import type { Deadline, VehicleRule } from '../domain/message-view.ts';
import type { GuidelineSubject } from '../domain/protocol.ts';
import type { Instant } from '../domain/state.ts';
import type { Language } from './locales.ts';
import { cleanText, neutralText } from './names.ts';
import { dateAndClock, duration, readWhen, type When, type Zones, zonesOf } from './times.ts';
import type { Rule, VehicleUntil } from './words.ts';

/** Everything that the sentences depend on besides the deadline itself. */
export type Speaking = {
  language: Language;
  zones: Zones;
  clinicianName: string | null;
  monitorName: string | null;
  /** What is open already could not be told in time: never pretend that it can still be kept. */
  late: boolean;
};

export function speakingOf(
  view: { reader: { timeZone: string }; clinic: { timeZone: string }; clinicianName: string | null },
  session: { start: { timeZone: string }; monitorName: string | null },
  late: boolean,
  language: Language,
): Speaking {
  return {
    language,
    zones: zonesOf(view, session),
    clinicianName: view.clinicianName === null ? null : neutralText(view.clinicianName),
    monitorName: session.monitorName === null ? null : cleanText(session.monitorName),
    late,
  };
}

type TimedRules = { opens: Instant; when: When; rules: Rule[] };

/** What a patient has to do around a session: by the clock, what has begun, and what has no time of its own. */
export type SpokenDeadlines = { ahead: TimedRules[]; begun: Rule[]; also: Rule[] };

export function speakDeadlines(deadlines: readonly Deadline[], speaking: Speaking): SpokenDeadlines {
  const spoken: SpokenDeadlines = { ahead: [], begun: [], also: [] };
  for (const deadline of deadlines) {
    const rule = speakDeadline(deadline, speaking);
    // A patient's own plan has no clock time here: the plan says when.
    if (!isAvoided(deadline) || deadline.opens === null || deadline.takes) spoken.also.push(rule);
    else if (deadline.open) spoken.begun.push(rule);
    else addTimed(spoken.ahead, deadline.opens, rule, speaking);
  }
  spoken.ahead.sort((a, b) => a.opens.localeCompare(b.opens));
  return spoken;
}

function addTimed(ahead: TimedRules[], opens: Instant, rule: Rule, speaking: Speaking): void {
  const same = ahead.find((timed) => timed.opens === opens);
  if (same) same.rules.push(rule);
  else ahead.push({ opens, when: readWhen(opens, speaking.zones, speaking.language.locale), rules: [rule] });
}

/** One deadline as a sentence. */
export function speakDeadline(deadline: Deadline, speaking: Speaking): Rule {
  const { guidelines } = speaking.language.words;
  if (deadline.subject === 'monitor') return guidelines.monitor(speaking.monitorName);
  if (deadline.subject === 'vehicle-or-machinery')
    return guidelines.vehicle(
      vehicleUntil(
        { hoursAfterEnd: deadline.untilHours, sleep: deadline.until === 'night-of-sleep' },
        speaking.language,
      ),
    );
  if (deadline.subject === 'antihypertensive') return guidelines.bloodPressure(deadline.takes);
  const { subject } = deadline;
  if (deadline.takes && deadline.rule === 'avoid') return guidelines.plan(subject, speaking.clinicianName);
  if (deadline.medicine && deadline.rule === 'continue') return guidelines.goesOn(subject, deadline.takes);
  if (!isAvoided(deadline) || deadline.opens === null) return otherRule(deadline, speaking);
  const when = readWhen(deadline.opens, speaking.zones, speaking.language.locale);
  if (!deadline.open) return guidelines.avoid(subject, when);
  return speaking.late ? guidelines.tooLate(subject, when) : guidelines.begun(subject, when);
}

export function vehicleUntil({ hoursAfterEnd, sleep }: VehicleRule, { locale }: Language): VehicleUntil {
  return { after: hoursAfterEnd === null ? null : duration(Math.round(hoursAfterEnd * 60), locale), sleep };
}

/** In the protocol's own words where it has them, if they are not about avoiding a medicine; with the clock time where there is one. */
function otherRule({ subject, words, opens, rule, medicine }: Deadline, { language, zones }: Speaking): Rule {
  const own = ownWords(words, language.locale);
  if (!own || (medicine && rule === 'avoid')) return language.words.guidelines.other(subject);
  return { lead: own, note: opens === null ? null : dateAndClock(readWhen(opens, zones, language.locale)) };
}

/** What a protocol itself says, in the reader's language or else in English; null where it says nothing. */
export function ownWords(words: Deadline['words'], locale: string): string | null {
  return words?.[locale.split('-')[0] ?? ''] ?? words?.en ?? null;
}

const avoidable: readonly GuidelineSubject[] = ['benzodiazepine', 'stimulant', 'alcohol', 'solid-food', 'liquids'];

/** Of a medicine nothing is said in a protocol's own words, which cannot know who takes it. */
function isAvoided({ rule, subject, medicine }: Deadline): boolean {
  return rule === 'avoid' && subject !== 'antihypertensive' && (medicine || avoidable.includes(subject));
}
