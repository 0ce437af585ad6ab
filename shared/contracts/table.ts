/**
 * The one table, by its access patterns. Every partition key begins with the clinic: no key of another clinic can be built
 * from a token's claims. Links alone stand by themselves, under the hash of what only their reader knows. A program's partition holds its state (`state#…`), its chain (`event#…`), what lists
 * show of it (`listing`), what its executions need (`run#…`) and what operators see of them (`execution#…`).
 */
export const tableIndexes = {
  /** Lists of a clinic in the order of their sort key: programs, tasks by status, sessions by start, executions by status, refused screenings. */
  list: 'list',
  /** Sparse: what should have been looked at by when, in 16 shards. */
  lookAt: 'look-at',
  /** Sparse: what needs a running execution, in 720 buckets that the reconciler walks through once a day. */
  bucket: 'bucket',
} as const;

export const lookAtShards = 16;
export const reconcileBuckets = 720;

/** Of the index of what is to be looked at: groups whose participants have not all followed yet. */
export const groupsShard = 'groups';

const pad = (seq: number): string => String(seq).padStart(8, '0');

export const keys = {
  clinic: (clinicId: string) => ({ pk: `clinic#${clinicId}`, sk: 'clinic' }),
  staff: (clinicId: string, staffId: string) => ({ pk: `clinic#${clinicId}`, sk: `staff#${staffId}` }),
  staffByEmail: (clinicId: string, email: string) => ({
    pk: `clinic#${clinicId}`,
    sk: `staff-email#${email.toLowerCase()}`,
  }),
  protocol: (clinicId: string, id: string, version: number) => ({
    pk: `clinic#${clinicId}`,
    sk: `protocol#${id}#${pad(version)}`,
  }),
  /** When the clinic's morning list is due. */
  digestClock: (clinicId: string) => ({ pk: `clinic#${clinicId}`, sk: 'digest' }),
  /** Who has left, and how far what was theirs has been handed over. */
  handover: (clinicId: string, staffId: string) => ({ pk: `clinic#${clinicId}`, sk: `handover#${staffId}` }),
  /** That a license which ends was asked about. */
  licenseAsked: (clinicId: string, staffId: string, until: string) => ({
    pk: `clinic#${clinicId}#digests`,
    sk: `license#${staffId}#${until}`,
  }),
  /** One morning's list to one member of staff. */
  digest: (clinicId: string, key: string) => ({ pk: `clinic#${clinicId}#digests`, sk: key }),
  clinicEvent: (clinicId: string, seq: number) => ({ pk: `clinic#${clinicId}`, sk: `event#${pad(seq)}` }),

  group: (clinicId: string, groupId: string) => ({ pk: `clinic#${clinicId}#group#${groupId}`, sk: 'group' }),

  program: (clinicId: string, programId: string) => `clinic#${clinicId}#program#${programId}`,
  head: (clinicId: string, programId: string) => ({ pk: keys.program(clinicId, programId), sk: 'state#head' }),
  /** What lists show of it: its head holds many times as much, and an index holds all of an item once more. */
  listing: (clinicId: string, programId: string) => ({ pk: keys.program(clinicId, programId), sk: 'listing' }),
  session: (clinicId: string, programId: string, sessionId: string) => ({
    pk: keys.program(clinicId, programId),
    sk: `state#session#${sessionId}`,
  }),
  task: (clinicId: string, programId: string, taskId: string) => ({
    pk: keys.program(clinicId, programId),
    sk: `state#task#${taskId}`,
  }),
  event: (clinicId: string, programId: string, seq: number) => ({
    pk: keys.program(clinicId, programId),
    sk: `event#${pad(seq)}`,
  }),
  run: (clinicId: string, programId: string, owner: RunOwner) => ({
    pk: keys.program(clinicId, programId),
    sk: runSk(owner),
  }),
  execution: (clinicId: string, programId: string, name: string) => ({
    pk: keys.program(clinicId, programId),
    sk: `execution#${name}`,
  }),

  message: (clinicId: string, programId: string, key: string, copy: number) => ({
    pk: keys.program(clinicId, programId),
    sk: `message#${key}#${copy}`,
  }),

  /** In partitions of their own: a program's is read whole, and grows with its care, not with who looks at it. */
  access: (clinicId: string, programId: string | null, at: string, accessId: string) => ({
    pk: programId === null ? `clinic#${clinicId}#accesses` : `clinic#${clinicId}#accesses#${programId}`,
    sk: `access#${at}#${accessId}`,
  }),

  link: (tokenHash: string) => ({ pk: `link#${tokenHash}`, sk: 'link' }),

  /** One patient stands in one running program of a clinic: the key holds a hash of email and date of birth. */
  enrolled: (clinicId: string, person: string) => ({ pk: `clinic#${clinicId}#person#${person}`, sk: 'enrolled' }),
  refused: (clinicId: string, person: string, at: string) => ({
    pk: `clinic#${clinicId}#person#${person}`,
    sk: `refused#${at}`,
  }),
  searchPk: (clinicId: string) => `clinic#${clinicId}#search`,
  search: (clinicId: string, word: string, programId: string) => ({
    pk: keys.searchPk(clinicId),
    sk: `${word}#${programId}`,
  }),
  idempotency: (clinicId: string, key: string) => ({ pk: `clinic#${clinicId}#idempotency#${key}`, sk: 'answer' }),

  listClinics: () => 'clinics',
  listPrograms: (clinicId: string) => `clinic#${clinicId}#programs`,
  listTasks: (clinicId: string, status: string) => `clinic#${clinicId}#tasks#${status}`,
  listAgenda: (clinicId: string) => `clinic#${clinicId}#agenda`,
  listExecutions: (clinicId: string, status: string) => `clinic#${clinicId}#executions#${status}`,
  listGroups: (clinicId: string) => `clinic#${clinicId}#groups`,
  listRefused: (clinicId: string) => `clinic#${clinicId}#refused`,
} as const;

/** What has an execution: the program itself, or one of its sessions. */
export type RunOwner = { kind: 'program' } | { kind: 'session'; sessionId: string };

const runSk = (owner: RunOwner): string =>
  owner.kind === 'program' ? 'run#program' : `run#session#${owner.sessionId}`;

export type ChangedOwner = { clinicId: string; programId: string; owner: RunOwner };

const programOf = (pk: string): { clinicId: string; programId: string } | null => {
  const [, clinicId, programId] = /^clinic#([^#]+)#program#([^#]+)$/.exec(pk) ?? [];
  return clinicId && programId ? { clinicId, programId } : null;
};

/** The clinic of a partition that is the clinic's own. */
export const clinicOf = (pk: string): string | null => /^clinic#([^#]+)$/.exec(pk)?.[1] ?? null;

/** Whose chain of events stands in a partition; `programId` null: the clinic's own. */
export function chainOf(pk: string): { clinicId: string; programId: string | null } | null {
  const clinicId = clinicOf(pk);
  return clinicId === null ? programOf(pk) : { clinicId, programId: null };
}

/** Which task an item is; null for everything else. */
export function taskOf(key: {
  pk: string;
  sk: string;
}): { clinicId: string; programId: string; taskId: string } | null {
  const program = programOf(key.pk);
  const taskId = /^state#task#(.+)$/.exec(key.sk)?.[1];
  return program && taskId ? { ...program, taskId } : null;
}

/** Whose executions a changed item may concern: state and run items; null for everything else. */
export function ownerOf(key: { pk: string; sk: string }): ChangedOwner | null {
  const program = programOf(key.pk);
  const item = /^(?:state#head|run#program|(?:state|run)#session#(?<sessionId>[^#]+))$/.exec(key.sk);
  if (!item || !program) return null;
  const sessionId = item.groups?.sessionId;
  return { ...program, owner: sessionId ? { kind: 'session', sessionId } : { kind: 'program' } };
}

/** Which group a changed item is; null for everything else. */
export function groupOf(key: { pk: string; sk: string }): { clinicId: string; groupId: string } | null {
  const [, clinicId, groupId] = /^clinic#([^#]+)#group#([^#]+)$/.exec(key.pk) ?? [];
  return clinicId && groupId && key.sk === 'group' ? { clinicId, groupId } : null;
}
