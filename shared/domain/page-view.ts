/** What a page shows once its reader has proved who they are: facts only, no words and no layout. */
import { deadlinesOf, lastingOf, unannouncedWindows } from './guidelines.ts';
import type { Deadline, Lasting, MessageView, SessionView } from './message-view.ts';
import { careTeamOf, sessionViewOf } from './message-view-of.ts';
import { clinicianOf } from './milestones.ts';
import { openActions } from './patient/actions.ts';
import { type CheckQuestions, checkQuestions } from './patient/session-answers.ts';
import { dueMeasures, isAnswerable, isUnderInfluence } from './patient/well-being.ts';
import type { Setting } from './planning.ts';
import { type Instrument, isDose, type MedicineClass, type Protocol, type SafetyInformation } from './protocol.ts';
import { isBlocked } from './session/blocks.ts';
import type { ActionItem, Instant, Patient, Program, Session } from './state.ts';
import { plusMinutes } from './time.ts';
import { hasMonitorSaidYes, isConfirmed } from './watches.ts';

type Common = {
  locale: string;
  now: Instant;
  clinic: { name: string; phone: string; timeZone: string };
  reader: { timeZone: string; country: string };
};

export type PageSession = SessionView & {
  deadlines: readonly Deadline[];
  /** A window began before anyone had told the patient: never pretend that it could still be kept. */
  late: boolean;
  blocked: boolean;
  onHold: boolean;
  /** Whether the patient has confirmed, or can; null for what is not confirmed. */
  confirmed: boolean | null;
  /** The questions of the check before a dose, while they are asked. */
  check: (CheckQuestions & { answeredAt: Instant | null; takes: readonly MedicineClass[] }) | null;
};

/** The intention that holds now, and what it was before; what they are working on; what they have seen: the newest first. */
export type Reflections = {
  intention: string | null;
  earlierIntentions: readonly { text: string; at: Instant }[];
  coreWounds: readonly string[];
  insights: readonly string[];
};

export type PatientPage = Common & {
  name: string;
  clinicianName: string | null;
  careTeam: MessageView['careTeam'];
  confirmAddress: { email: string } | null;
  /** Of a dose whose effects last, `inSession` until its end is recorded; and what holds beyond it. */
  after: { inSession: boolean; monitorName: string | null; lasting: readonly Lasting[] } | null;
  sessions: readonly PageSession[];
  checkIns: readonly { key: string; startedAt: Instant }[];
  measures: readonly Instrument[];
  actions: readonly ActionItem[];
  reflections: Reflections;
  safety: SafetyInformation['sections'];
};

/** What somebody who is to be present sees: no name, no place, nothing of the program. */
export type MonitorPage = Common & {
  session: SessionView;
  state: 'ahead' | 'paused' | 'cancelled' | 'over';
  /** Null: not asked any more. */
  answer: { attends: boolean | null } | null;
  blocked: boolean;
};

export function patientPageOf(setting: Setting): PatientPage {
  const { protocol, program, now } = setting;
  const { patient } = program;
  const underInfluence = isUnderInfluence(protocol, program, now);
  return {
    ...commonOf(setting, patient.timeZone),
    name: patient.name,
    clinicianName: clinicianOf(program).name,
    careTeam: careTeamOf(program),
    confirmAddress: program.confirmedEmail?.email === patient.email ? null : { email: patient.email },
    after: underInfluence ? afterOf(setting) : null,
    sessions: shownSessions(protocol, program, now).map((session) => pageSessionOf(setting, session)),
    checkIns: program.sessions.flatMap(({ touchpoints, actual, start }) =>
      touchpoints
        .filter((one) => isAnswerable(one, now))
        .map(({ key }) => ({ key, startedAt: actual?.startedAt ?? start.instant })),
    ),
    measures: underInfluence ? [] : dueMeasures(protocol, program, now),
    actions: openActions(program),
    reflections: reflectionsOf(program),
    safety: safetyFor(protocol, patient),
  };
}

/** Lists stay short enough to be read on a phone. */
const shownMax = 5;

function reflectionsOf({ intentions, coreWounds, insights }: Program): Reflections {
  return {
    intention: intentions.at(-1)?.text ?? null,
    earlierIntentions: intentions
      .slice(0, -1)
      .slice(-shownMax)
      .map(({ text, at }) => ({ text, at }))
      .reverse(),
    coreWounds: coreWounds.map(({ text }) => text),
    insights: insights
      .slice(-shownMax)
      .map(({ text }) => text)
      .reverse(),
  };
}

/** In the patient's language for their country, else for every other country, else in English. */
function safetyFor({ safetyInformation }: Protocol, { locale, country }: Patient): SafetyInformation['sections'] {
  const language = locale.split('-')[0];
  const found = [
    (one: SafetyInformation) => one.locale === language && one.country === country,
    (one: SafetyInformation) => one.locale === language && one.country === null,
    (one: SafetyInformation) => one.locale === 'en' && one.country === country,
    (one: SafetyInformation) => one.locale === 'en' && one.country === null,
  ].flatMap((fits) => safetyInformation.find(fits) ?? []);
  return found[0]?.sections ?? [];
}

/** Booked and not over: who is late still looks for the link to join by, and what is to be avoided before a dose holds on. */
function shownSessions(protocol: Protocol, program: Program, now: Instant): Session[] {
  const lastMinute = ({ kind, durationMinutes }: Session): number =>
    durationMinutes + (isDose(kind) ? protocol.dosing.startAllowedMinutes.after : 0);
  return program.sessions
    .filter((one) => one.status === 'booked' && now < plusMinutes(one.start.instant, lastMinute(one)))
    .sort((a, b) => a.start.instant.localeCompare(b.start.instant));
}

function commonOf({ program, clinic, now }: Setting, timeZone: string): Common {
  return {
    locale: program.patient.locale,
    now,
    clinic: { name: clinic.name, phone: clinic.phone, timeZone: clinic.timeZone },
    reader: { timeZone, country: program.patient.country },
  };
}

function afterOf({ protocol, program, now }: Setting): PatientPage['after'] {
  const doses = program.sessions.filter(({ kind }) => isDose(kind));
  const ongoing = doses.find(({ status }) => status === 'in-session');
  // What holds longest is of the dose that ended last.
  const ended = doses
    .filter(({ actual }) => actual?.endedAt)
    .sort((a, b) => (a.actual?.endedAt ?? '').localeCompare(b.actual?.endedAt ?? ''));
  const dose = ongoing ?? ended.at(-1);
  const endedAt = ongoing ? null : (dose?.actual?.endedAt ?? null);
  return {
    inSession: ongoing !== undefined,
    monitorName: dose?.monitor?.name ?? null,
    lasting: lastingOf(protocol, program, endedAt, now),
  };
}

function pageSessionOf({ protocol, program, now }: Setting, session: Session): PageSession {
  const questions = checkQuestions(protocol, session, now);
  const answered = session.preSessionChecks.findLast((one) => one.revision === session.revision);
  return {
    ...sessionViewOf(program, session),
    deadlines: deadlinesOf(protocol, session, program, now),
    late: isDose(session.kind) && unannouncedWindows(protocol, session, now).length > 0,
    blocked: isBlocked(program, session),
    onHold: program.status === 'on-hold',
    confirmed: isDose(session.kind) ? isConfirmed(session) : null,
    check: questions && {
      ...questions,
      answeredAt: answered?.at ?? null,
      takes: program.screenings.at(-1)?.takes ?? [],
    },
  };
}

export function monitorPageOf(setting: Setting, session: Session): MonitorPage {
  const { program, now } = setting;
  const ahead = session.status === 'booked' && session.start.instant > now;
  const said = session.monitorAnswer;
  const ofNow = said?.revision === session.revision && said.email === session.monitor?.email;
  return {
    ...commonOf(setting, session.start.timeZone),
    session: sessionViewOf(program, session),
    state: stateForMonitor(program, session, ahead),
    answer: ahead ? { attends: ofNow ? hasMonitorSaidYes(session) : null } : null,
    blocked: isBlocked(program, session),
  };
}

function stateForMonitor(program: Program, session: Session, ahead: boolean): MonitorPage['state'] {
  if (session.status === 'cancelled') return 'cancelled';
  if (!ahead) return 'over';
  return program.status === 'on-hold' ? 'paused' : 'ahead';
}
