/**
 * What the checkers judge by: the table as it was left, the mailbox as SES saw it, the executions, and what people were
 * answered. Nothing here or beside it knows the product's code: the rules are those of the design, read anew.
 */
export type Item = Readonly<Record<string, unknown>>;
export type Event = {
  seq: number;
  at: string;
  actor: { kind: string; id: string };
  type: string;
  data: Readonly<Record<string, unknown>>;
  hash: string;
};
export type Row = {
  key: string;
  name: string;
  audience: string;
  revision: number;
  at: string;
  useBy: string;
  status: string;
  reason: string | null;
  mergedInto: string | null;
  copy: number;
  sentAt: string | null;
  sesMessageId: string | null;
  late: boolean;
  estimated: boolean;
  resent: unknown;
  monitor: { email: string } | null;
  claim: { at: string } | null;
};
export type Session = {
  sessionId: string;
  kind: string;
  status: string;
  revision: number;
  run: number;
  start: { at: string; timeZone: string; instant: string };
  durationMinutes: number;
  actual: { startedAt: string; endedAt: string | null } | null;
  monitor: { email: string } | null;
  blocked: { about: string }[];
  group?: { groupId: string; revision: number };
  touchpoints: Row[];
};
/** What is planned once for all who take part. */
export type Group = {
  groupId: string;
  status: 'planned' | 'cancelled';
  revision: number;
  capacity: number;
  start: { instant: string };
};
export type Task = {
  /** Messages to staff about it. */
  touchpoints?: Row[];
  taskId: string;
  kind: string;
  status: string;
  sessionId: string | null;
  raisedAt: string;
  due: string;
  text: string;
};
export type Head = {
  clinicId: string;
  programId: string;
  seq: number;
  hash: string;
  status: string;
  phase: string;
  run: number;
  enrolledAt: string;
  protocol: { id: string; version: number };
  patient: { email: string; timeZone: string; quietHours: { from: string; to: string } };
  notices: Row[];
  careTeam: { staffId: string; lead: boolean }[];
  actingLead: { staff: { staffId: string }; until: string } | null;
};
export type Mail = {
  id: string;
  at: number;
  to: string;
  from: string;
  subject: string;
  tags: Readonly<Record<string, string>>;
};
export type Execution = {
  arn: string;
  name: string;
  status: string;
  startedAt: number;
  stoppedAt?: number;
  input: unknown;
  output?: string;
  error?: string;
  cause?: string;
};
export type Promised = {
  at: number;
  clinicId: string;
  programId: string;
  method: string;
  path: string;
  status: number;
  body: Readonly<Record<string, unknown>>;
};

/** The part of a protocol that the rules speak of, as the table holds it. */
export type Protocol = {
  medicine: string;
  screening: { validDays: number; contraindications: string[] };
  medicines: { code: string; planNeeded: boolean }[];
  consents: { required: string[]; validDays: number };
  preparation: { sessionsMin: number; beforeFirstDose: { hoursMin: number; daysMax: number }; intentionsMin: number };
  dosing: {
    doses: number | null;
    spacing: { fromDose: number; minDays: number }[];
    lapseDays: number;
    amounts?: {
      mg: number;
      fromDose?: number;
      supplement?: { mg: number; fromMinutes: number; untilMinutes: number };
    }[];
    startAllowedMinutes: { before: number; after: number };
    vitalsMax: { systolicMmHg: number; diastolicMmHg: number };
    clearanceChecks: string[];
    clearanceValidHours: number;
    undocumentedAfterHours: number;
    staff: { anyOf: string[]; count: number }[];
  };
  integration: {
    sessionsPerDose: number;
    everyDoses?: readonly { fromDose: number; doses: number }[];
    required: boolean;
    earliestHours: number;
  };
  therapy: { undocumentedAfterHours: number };
  guidelines: { rule: string; from: { anchor: string; hoursBefore?: number } }[];
  reminders: {
    name: string;
    audience: string;
    at: { hoursBefore?: number; calendarDaysBefore?: number };
    useByHoursBefore: number;
    alsoMonitor?: boolean;
  }[];
};

/** How many integrations are to follow a dose: counted up dose by dose, as somebody would by hand. */
export function integrationsDue({ integration }: Pick<Protocol, 'integration'>, doseNumber: number): number {
  const rules = integration.everyDoses ?? [];
  let [without, every] = [0, 1];
  for (let number = 1; number <= doseNumber; number += 1) {
    const rule = rules.find(({ fromDose }) => fromDose === number);
    if (rule) [without, every] = [0, rule.doses];
    without = without === every ? 1 : without + 1;
  }
  return without === every ? integration.sessionsPerDose : 0;
}

/** One program, whole. */
export type Case = {
  head: Head;
  sessions: Session[];
  tasks: Task[];
  events: Event[];
  /** By owner: `program`, or a session's id. */
  runs: Map<string, { run: number; lookAt: string | null }>;
  mails: Mail[];
  /** Addresses of the clinic's staff. */
  staff: ReadonlySet<string>;
  protocol: Protocol;
};

export type Answered = { at: number; path: string; status: number };
export type Evidence = {
  items: readonly Item[];
  mails: readonly Mail[];
  executions: readonly Execution[];
  promised: readonly Promised[];
  probes: readonly Answered[];
  /** Every POST that somebody meant once, however often it was sent. */
  pressed: readonly { programId: string; path: string; answered: boolean }[];
  /** Answered with an error of the home's own, with nothing to blame it on. */
  broke: readonly Answered[];
  logged: readonly string[];
  seenByOperators: readonly string[];
  now: number;
  /** Things went on and on at this instant. */
  restlessAt: number | null;
  /** What this run's faults make it impossible to hold. */
  granted: {
    /** Nothing goes wrong. */
    calm: boolean;
    /** SES's events can be lost: what it accepted may stay unknown. */
    eventsLost: boolean;
    /** Somebody may not hear what became of what they asked for. */
    uncertain: boolean;
    /** The table went back from the second instant to the first. */
    restored: { to: number; at: number } | null;
    /** The rules of a zone changed meanwhile. */
    zonesChanged: boolean;
    cooperative: boolean;
  };
  /** Programs that were begun. */
  enrolled: readonly string[];
};

export type Broken = { rule: string; programId: string | null; what: string; at?: string };

export const rowsOf = ({ head, sessions, tasks }: Pick<Case, 'head' | 'sessions' | 'tasks'>): Row[] => [
  ...head.notices,
  ...sessions.flatMap(({ touchpoints }) => touchpoints),
  ...tasks.flatMap(({ touchpoints = [] }) => touchpoints),
];

const sk = (item: Item): string => String(item.sk);

export function casesOf({ items, mails }: Evidence): Case[] {
  const partitions = new Map<string, Item[]>();
  for (const item of items) {
    const pk = String(item.pk);
    if (!/^clinic#[^#]+#program#[^#]+$/.test(pk)) continue;
    partitions.set(pk, [...(partitions.get(pk) ?? []), item]);
  }
  const protocols = new Map<string, Protocol>();
  for (const item of items)
    if (sk(item).startsWith('protocol#')) protocols.set(`${item.pk} ${sk(item)}`, item.state as Protocol);
  const staffOf = (clinicId: string): Set<string> =>
    new Set(
      items
        .filter((item) => item.pk === `clinic#${clinicId}` && sk(item).startsWith('staff#'))
        .map(({ state }) => (state as { email: string }).email.toLowerCase()),
    );
  return [...partitions.values()].flatMap((all) => {
    const one = caseOf(all, mails, protocols);
    return one ? [{ ...one, staff: staffOf(one.head.clinicId) }] : [];
  });
}

function caseOf(all: readonly Item[], mails: readonly Mail[], protocols: ReadonlyMap<string, Protocol>): Case | null {
  const stateOf = <T>(prefix: string): T[] =>
    all.filter((one) => sk(one).startsWith(prefix)).map(({ document }) => JSON.parse(String(document)) as T);
  const head = stateOf<Head>('state#head')[0];
  if (!head) return null;
  const { id, version } = head.protocol;
  const protocol = protocols.get(`clinic#${head.clinicId} protocol#${id}#${String(version).padStart(8, '0')}`);
  if (!protocol) return null;
  return {
    head,
    sessions: stateOf<Session>('state#session#'),
    tasks: stateOf<Task>('state#task#'),
    events: all
      .filter((one) => sk(one).startsWith('event#'))
      .map(({ event }) => event as Event)
      .sort((a, b) => a.seq - b.seq),
    runs: new Map(
      all
        .filter((one) => sk(one).startsWith('run#'))
        .map((one) => [
          sk(one).replace(/^run#(session#)?/, ''),
          { run: Number(one.run), lookAt: (one.lookAt as string | undefined) ?? null },
        ]),
    ),
    mails: mails.filter(({ tags }) => tags.program === head.programId),
    staff: new Set(),
    protocol,
  };
}
