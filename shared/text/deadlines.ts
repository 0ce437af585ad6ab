/** Deadlines as sentences and as clock times, by the rules of what may be said to patients (docs/architecture.md). */
import type { Deadline } from '../domain/message-view.ts';
import type { GuidelineSubject } from '../domain/protocol.ts';
import type { Instant } from '../domain/state.ts';
import type { Language } from './locales.ts';
import { cleanText, neutralText } from './names.ts';
import { dateAndClock, readWhen, type When, type Zones, zonesOf } from './times.ts';
import type { AvoidSubject, PlannedSubject, Rule } from './words.ts';

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
    const subject = avoidSubject(deadline.subject);
    // A patient's own plan has no clock time here: the plan says when.
    if (deadline.rule !== 'avoid' || subject === null || deadline.opens === null || deadline.takes)
      spoken.also.push(rule);
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
  if (deadline.subject === 'vehicle-or-machinery') return guidelines.vehicle;
  if (deadline.subject === 'antihypertensive') return guidelines.bloodPressure(deadline.takes);
  const byPlan = plannedSubject(deadline.subject);
  if (deadline.takes && byPlan) return guidelines.plan(byPlan, speaking.clinicianName);
  const subject = avoidSubject(deadline.subject);
  if (deadline.rule !== 'avoid' || deadline.opens === null || subject === null) return otherRule(deadline, speaking);
  const when = readWhen(deadline.opens, speaking.zones, speaking.language.locale);
  if (!deadline.open) return guidelines.avoid(subject, when);
  return speaking.late ? guidelines.tooLate(subject, when) : guidelines.begun(subject, when);
}

/** In the protocol's own words where it has them; with the clock time where there is one. */
function otherRule({ subject, words, opens }: Deadline, { language, zones }: Speaking): Rule {
  const own = ownWords(words, language.locale);
  if (!own) return language.words.guidelines.other(subject);
  return { lead: own, note: opens === null ? null : dateAndClock(readWhen(opens, zones, language.locale)) };
}

/** What a protocol itself says, in the reader's language or else in English; null where it says nothing. */
export function ownWords(words: Deadline['words'], locale: string): string | null {
  return words?.[locale.split('-')[0] ?? ''] ?? words?.en ?? null;
}

const planned: readonly string[] = ['benzodiazepine', 'stimulant', 'alcohol'] satisfies PlannedSubject[];
const avoidable: readonly string[] = [...planned, 'solid-food', 'liquids'];

function plannedSubject(subject: GuidelineSubject): PlannedSubject | null {
  return planned.includes(subject) ? (subject as PlannedSubject) : null;
}

function avoidSubject(subject: GuidelineSubject): AvoidSubject | null {
  return avoidable.includes(subject) ? (subject as AvoidSubject) : null;
}
