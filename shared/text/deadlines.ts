/** Deadlines as sentences and as clock times, by the rules of what may be said to patients (docs/architecture.md). */
import type { Deadline } from '../domain/message-view.ts';
import type { GuidelineSubject } from '../domain/protocol.ts';
import type { Instant } from '../domain/state.ts';
import type { Language } from './locales.ts';
import { cleanText, neutralText } from './names.ts';
import { sentence } from './sentence.ts';
import { dateAndClock, duration, readWhen, type When, type Zones, zonesOf } from './times.ts';
import type { Beyond, Rule } from './words.ts';

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
export type SpokenDeadlines = {
  ahead: TimedRules[];
  begun: Rule[];
  also: Rule[];
  /** Something that has a time to begin lasts beyond the end: its own sentence says how long. */
  longer: boolean;
};

export function speakDeadlines(deadlines: readonly Deadline[], speaking: Speaking): SpokenDeadlines {
  const spoken: SpokenDeadlines = { ahead: [], begun: [], also: [], longer: false };
  for (const deadline of deadlines) {
    const rule = speakDeadline(deadline, speaking);
    // A patient's own plan has no clock time here: the plan says when.
    if (!isAvoided(deadline) || deadline.opens === null || deadline.takes) spoken.also.push(rule);
    else {
      if (deadline.open) spoken.begun.push(rule);
      else addTimed(spoken.ahead, deadline.opens, rule, speaking);
      spoken.longer ||= deadline.until !== 'end';
    }
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
  const { subject, opens } = deadline;
  const until = beyondOf(deadline, speaking.language);
  if (subject === 'antihypertensive') return guidelines.bloodPressure(deadline.takes);
  if (deadline.takes && deadline.rule === 'avoid') return guidelines.plan(subject, speaking.clinicianName);
  if (deadline.medicine && deadline.rule === 'continue') return guidelines.goesOn(subject, deadline.takes);
  if (subject === 'vehicle-or-machinery') return guidelines.afterwards(subject, until);
  if (subject === 'monitor') return held(guidelines.monitor(speaking.monitorName), until, speaking);
  if (!isAvoided(deadline)) return otherRule(deadline, until, speaking);
  if (opens === null) return guidelines.afterwards(subject, until);
  const when = readWhen(opens, speaking.zones, speaking.language.locale);
  const say = !deadline.open ? guidelines.avoid : speaking.late ? guidelines.tooLate : guidelines.begun;
  return held(say(subject, when), until, speaking);
}

/** Where the window ends later than the session, the sentence says so. */
function held({ lead, note }: Rule, until: Beyond, { language }: Speaking): Rule {
  const holds = language.words.guidelines.holds(until);
  return { lead, note: holds && note ? `${holds} ${note}` : (holds ?? note) };
}

function beyondOf({ until, untilHours }: Deadline, language: Language): Beyond {
  return { after: untilHours === null ? null : hoursInWords(untilHours, language), sleep: until === 'night-of-sleep' };
}

export function hoursInWords(hours: number, { locale }: Language): string {
  return duration(Math.round(hours * 60), locale);
}

/** In the protocol's own words where it has them, with the clock time where there is one. */
function otherRule({ subject, words, opens }: Deadline, until: Beyond, { language, zones }: Speaking): Rule {
  const { guidelines } = language.words;
  const own = ownWords(words, language.locale);
  if (!own) return guidelines.other(subject);
  const from = opens && dateAndClock(readWhen(opens, zones, language.locale));
  const holds = guidelines.holds(until);
  return { lead: own, note: from && holds ? `${sentence(from)} ${holds}` : from || holds };
}

/** What a protocol itself says, in the reader's language or else in English; null where it says nothing. */
export function ownWords(words: Deadline['words'], locale: string): string | null {
  return words?.[locale.split('-')[0] ?? ''] ?? words?.en ?? null;
}

const avoidable: readonly GuidelineSubject[] = ['benzodiazepine', 'stimulant', 'alcohol', 'solid-food', 'liquids'];

/** Of a medicine nothing is said in a protocol's own words, which cannot know who takes it. */
export function isAvoided({ rule, subject, medicine }: Pick<Deadline, 'rule' | 'subject' | 'medicine'>): boolean {
  return rule === 'avoid' && subject !== 'antihypertensive' && (medicine || avoidable.includes(subject));
}
