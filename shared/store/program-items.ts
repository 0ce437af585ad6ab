/**
 * A program as items: its head, its sessions and its tasks, each changed part one write. What an item holds is one text
 * (`document`), since it is read whole: taking hundreds of attributes apart was most of the work of a read. `state` repeats
 * what conditions and filters look at.
 */
import { keys, lookAtShards, type RunOwner, reconcileBuckets } from '../contracts/table.ts';
import { givenDoses } from '../domain/course.ts';
import { waitingFor } from '../domain/milestones.ts';
import type { Protocol } from '../domain/protocol.ts';
import type { Program, Session, Task } from '../domain/state.ts';
import { nextRowAt } from '../domain/workflow/look-at-session.ts';
import { spread } from './chain.ts';

export type ProgramSummary = {
  dosesDone: number;
  dosesOf: number | null;
  waitingFor: ReturnType<typeof waitingFor>;
  attention: boolean;
};

/** What a list shows without reading sessions and tasks; as of the last command. */
export function summaryOf(protocol: Protocol, program: Program): ProgramSummary {
  return {
    dosesDone: givenDoses(program).length,
    dosesOf: protocol.dosing.doses,
    waitingFor: waitingFor(protocol, program),
    attention: program.tasks.some(
      (task) => task.status === 'open' && (task.urgency === 'urgent' || task.kind === 'overdue'),
    ),
  };
}

export function headItem(program: Program): Record<string, unknown> {
  const { sessions: _sessions, tasks: _tasks, ...head } = program;
  const { clinicId, programId, seq, hash } = head;
  return { ...keys.head(clinicId, programId), v: 2, state: { seq, hash }, document: JSON.stringify(head) };
}

/** What lists show of a program. */
const listedFields = [
  'programId',
  'status',
  'phase',
  'version',
  'enrolledAt',
  'protocol',
  'patient',
  'careTeam',
  'actingLead',
  'consents',
  'intentions',
  'suppressed',
  'confirmedEmail',
  'hold',
  'ended',
  'continuing',
  'earlier',
] as const satisfies (keyof Program)[];
export type ListedProgram = Pick<Program, (typeof listedFields)[number]>;
export type ProgramListing = { state: ListedProgram; summary: ProgramSummary };

/** Written with every head, whose chain it names. */
export function listingItem(protocol: Protocol, program: Program): Record<string, unknown> {
  const { clinicId, programId, enrolledAt, seq, hash } = program;
  const listing = {
    state: Object.fromEntries(listedFields.map((field) => [field, program[field]])),
    summary: summaryOf(protocol, program),
  };
  return {
    ...keys.listing(clinicId, programId),
    v: 2,
    state: { seq, hash },
    document: JSON.stringify(listing),
    listPk: keys.listPrograms(clinicId),
    listSk: `${enrolledAt}#${programId}`,
  };
}

export type ProgramHead = Omit<Program, 'sessions' | 'tasks'>;
type Document = ProgramHead | Session | Task | ProgramListing;

/** What an item of a program holds. */
export function documentOf<Kind extends Document>(item: Record<string, unknown>): Kind {
  return JSON.parse(String(item.document)) as Kind;
}

/** What `taken` in queries.ts asks of sessions. */
export type SeenSession = Pick<Session, 'sessionId' | 'status' | 'start' | 'durationMinutes' | 'staff' | 'group'>;

export function sessionItem({ clinicId, programId }: Program, session: Session): Record<string, unknown> {
  const { sessionId, status, start, durationMinutes, staff, group } = session;
  const seen: SeenSession = { sessionId, status, start, durationMinutes, staff, ...(group ? { group } : {}) };
  return {
    ...keys.session(clinicId, programId, sessionId),
    v: 2,
    state: seen,
    document: JSON.stringify(session),
    programId,
    listPk: keys.listAgenda(clinicId),
    listSk: `${session.start.instant}#${session.sessionId}`,
  };
}

/** The queue begins with what cannot wait. */
const urgencyRank: Readonly<Record<Task['urgency'], number>> = { urgent: 1, soon: 2, routine: 3 };
export const queueKeyOf = ({ urgency, due, taskId }: Task): string => `${urgencyRank[urgency]}#${due}#${taskId}`;

/** By staff id or email; without one, whosever it is. */
export const isOwnedBy = ({ owner }: Task, wanted: string | undefined): boolean =>
  wanted === undefined || owner.staffId === wanted || owner.email === wanted.toLowerCase();

export function taskItem({ clinicId, programId }: Program, task: Task): Record<string, unknown> {
  const lookAt = nextRowAt(task.touchpoints);
  return {
    ...keys.task(clinicId, programId, task.taskId),
    v: 2,
    document: JSON.stringify(task),
    programId,
    listPk: keys.listTasks(clinicId, task.status),
    listSk: queueKeyOf(task),
    ...(lookAt ? { lookAt, lookAtShard: tellShard(spread(task.taskId, tellShards)) } : {}),
  };
}

export type Item = { pk: string; sk: string; document?: unknown };

export function programFrom(items: readonly Item[]): Program | null {
  const head = items.find((item) => item.sk === 'state#head');
  if (!head) return null;
  const of = <Kind extends Document>(prefix: string): Kind[] =>
    items.filter((item) => item.sk.startsWith(prefix)).map((item) => documentOf<Kind>(item));
  const sessions = of<Session>('state#session#').sort(
    (a, b) => a.bookedAt.localeCompare(b.bookedAt) || a.sessionId.localeCompare(b.sessionId),
  );
  const tasks = of<Task>('state#task#').sort(
    (a, b) => a.raisedAt.localeCompare(b.raisedAt) || a.taskId.localeCompare(b.taskId),
  );
  return { ...documentOf<ProgramHead>(head), sessions, tasks };
}

/** Owners whose run this write raises: new ones, and those whose counter went up. */
export function raisedRuns(before: Program | null, after: Program): { owner: RunOwner; run: number }[] {
  const raised: { owner: RunOwner; run: number }[] = [];
  if (!before || before.run !== after.run) raised.push({ owner: { kind: 'program' }, run: after.run });
  for (const session of after.sessions) {
    const known = before?.sessions.find((one) => one.sessionId === session.sessionId);
    // One that was imported has none (0), until something is to be done for it.
    if ((known?.run ?? 0) !== session.run)
      raised.push({ owner: { kind: 'session', sessionId: session.sessionId }, run: session.run });
  }
  return raised;
}

export function lookAtShardOf(programId: string): string {
  return `shard-${spread(programId, lookAtShards)}`;
}

/** Of tasks with a message to staff still to come, beside those of executions: far fewer. */
export const tellShards = 4;
export const tellShard = (shard: number): string => `tell-${shard}`;
/** A clinic is due once a day. */
export const digestShard = 'digest-0';

export function bucketOf(programId: string): string {
  return `bucket-${spread(programId, reconcileBuckets)}`;
}

export function changedSessions(before: Program | null, after: Program): Session[] {
  return after.sessions.filter((one) => before?.sessions.find((old) => old.sessionId === one.sessionId) !== one);
}

export function changedTasks(before: Program | null, after: Program): Task[] {
  return after.tasks.filter((one) => before?.tasks.find((old) => old.taskId === one.taskId) !== one);
}

/** Words by which a patient is found: those of the name, and the email. Accents and case do not matter. */
export function searchWords(patient: { name: string; email: string }): string[] {
  // "Smith-Jones" is found by either half, too.
  const words = foldWords(patient.name).flatMap((word) => [word, ...word.split(/[^\p{L}\p{N}]+/u)]);
  return [...new Set([...words.filter(Boolean).slice(0, searchWordsMax), patient.email.toLowerCase()])];
}
const searchWordsMax = 12;

/** What is asked for: an address stays whole, whatever characters it has. */
export function queryWords(text: string): string[] {
  return text
    .trim()
    .split(/\s+/)
    .flatMap((part) => (part.includes('@') ? [part.toLowerCase()] : foldWords(part)));
}

function foldWords(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}@.+_-]+/u)
    .filter(Boolean);
}
