/** Deadlines as sentences and as clock times, by the rules of what may be said to patients (docs/architecture.md). */
import type { Deadline } from '../domain/message-view.ts';
import type { GuidelineSubject } from '../domain/protocol.ts';
import type { Instant } from '../domain/state.ts';
import type { Language } from './locales.ts';
import { readWhen, type When, type Zones } from './times.ts';
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
  const own = words?.[language.locale.split('-')[0] ?? ''] ?? words?.en;
  if (!own) return language.words.guidelines.other(subject);
  const when = opens === null ? null : readWhen(opens, zones, language.locale);
  return { lead: own, note: when && `${when.date}, ${when.clock}${when.zone ? ` ${when.zone}` : ''}` };
}

const planned: readonly string[] = ['benzodiazepine', 'stimulant', 'alcohol'] satisfies PlannedSubject[];
const avoidable: readonly string[] = [...planned, 'solid-food', 'liquids'];

function plannedSubject(subject: GuidelineSubject): PlannedSubject | null {
  return planned.includes(subject) ? (subject as PlannedSubject) : null;
}

function avoidSubject(subject: GuidelineSubject): AvoidSubject | null {
  return avoidable.includes(subject) ? (subject as AvoidSubject) : null;
}
