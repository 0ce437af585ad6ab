/** Groups of a clinic. Who takes part stands in the group's item, as ids, so that its capacity is a condition of every booking. */
import { type DynamoDBDocumentClient, GetCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { groupOf, groupsShard, keys, tableIndexes } from '../contracts/table.ts';
import type { Group } from '../domain/group/group.ts';
import type { Actor, Instant, Program, Session } from '../domain/state.ts';
import { startAgain } from '../domain/time.ts';
import type { ClinicRecord, Extras } from '../use-cases/ports.ts';
import { clinicEventWrites, type TableWrite } from './clinic-items.ts';
import { isCancelled, isConditionFailed } from './conditions.ts';
import { dueInShard } from './due-in-shard.ts';
import { idempotencyWrite } from './idempotency.ts';
import { allItems } from './query-all.ts';

/** Program ids and their sessions, by the order of the ids. */
export type Participants = readonly { programId: string; sessionId: string }[];
export type FoundGroup = {
  group: Group;
  participants: Participants;
  /** Somebody may still be at an earlier revision. */
  pending: boolean;
};
export type GroupStore = ReturnType<typeof createGroupStore>;

const overdueMax = 50;

type Written = 'written' | 'conflict';

export function createGroupStore(db: DynamoDBDocumentClient, table: string) {
  const write = async (writes: readonly TableWrite[]): Promise<Written> => {
    try {
      await db.send(new TransactWriteCommand({ TransactItems: [...writes] }));
      return 'written';
    } catch (error) {
      if (isCancelled(error)) return 'conflict';
      throw error;
    }
  };
  type By = { clinic: ClinicRecord; actor: Actor; now: Instant; idempotency: Extras['idempotency'] };
  const recorded = (type: string, group: Group, { clinic, actor, now, idempotency }: By): TableWrite[] => [
    ...clinicEventWrites(table, clinic, [{ type, data: { ...group } }], actor, now),
    ...(idempotency ? [idempotencyWrite(table, clinic.clinicId, idempotency, now)] : []),
  ];

  return {
    find: async (clinicId: string, groupId: string): Promise<FoundGroup | null> => {
      const Key = keys.group(clinicId, groupId);
      const { Item } = await db.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      return Item ? foundFrom(Item) : null;
    },
    /** Groups that start from one instant until another. */
    between: async (clinicId: string, from: Instant, to: Instant): Promise<FoundGroup[]> => {
      const items = await allItems(db, {
        TableName: table,
        IndexName: tableIndexes.list,
        KeyConditionExpression: 'listPk = :pk AND listSk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': keys.listGroups(clinicId), ':from': from, ':to': to },
      });
      return items.map(foundFrom);
    },
    create: (group: Group, by: By): Promise<Written> => {
      const Item = {
        ...keys.group(by.clinic.clinicId, group.groupId),
        v: 1,
        ...stateOf(by.clinic.clinicId, group),
        participants: {},
      };
      const made = { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' } };
      return write([...recorded('group-planned', group, by), made]);
    },
    /** The group as changed; its participants follow, and until they all have, the reconciler looks at it. */
    change: (before: Group, after: Group, by: By): Promise<Written> => {
      const { clinicId } = by.clinic;
      const { state, listPk, listSk } = stateOf(clinicId, after);
      const moved = after.revision > before.revision;
      const update: TableWrite = {
        Update: {
          TableName: table,
          Key: keys.group(clinicId, after.groupId),
          UpdateExpression: `SET #state = :state, listPk = :listPk, listSk = :listSk${moved ? ', lookAt = :now, lookAtShard = :shard' : ''}`,
          ConditionExpression: '#state.#version = :version AND size(participants) <= :capacity',
          ExpressionAttributeNames: { '#state': 'state', '#version': 'version' },
          ExpressionAttributeValues: {
            ':state': state,
            ':listPk': listPk,
            ':listSk': listSk,
            ':version': before.version,
            ':capacity': after.capacity,
            ...(moved ? { ':now': by.now, ':shard': groupsShard } : {}),
          },
        },
      };
      return write([...recorded(after.cancelled ? 'group-cancelled' : 'group-changed', after, by), update]);
    },
    /** All who take part are at this revision; false where it is not the newest any more. */
    noteFollowed: async (clinicId: string, { groupId, revision }: Group): Promise<boolean> => {
      try {
        await db.send(
          new UpdateCommand({
            TableName: table,
            Key: keys.group(clinicId, groupId),
            UpdateExpression: 'REMOVE lookAt, lookAtShard',
            ConditionExpression: '#state.#revision = :revision',
            ExpressionAttributeNames: { '#state': 'state', '#revision': 'revision' },
            ExpressionAttributeValues: { ':revision': revision },
          }),
        );
        return true;
      } catch (error) {
        if (isConditionFailed(error)) return false;
        throw error;
      }
    },
    /** Groups whose participants should all have followed by then. */
    overdue: async (before: Instant): Promise<{ clinicId: string; groupId: string }[]> => {
      const items = await dueInShard(db, table, groupsShard, { before }, overdueMax);
      return items.flatMap(({ pk, sk }) => groupOf({ pk: String(pk), sk: String(sk) }) ?? []);
    },
  };
}

function stateOf(clinicId: string, group: Group): Record<'state' | 'listPk' | 'listSk', unknown> {
  return { state: group, listPk: keys.listGroups(clinicId), listSk: `${group.start.instant}#${group.groupId}` };
}

/** The start is a wall time in its zone: its instant follows the rules that hold now. */
function foundFrom(item: Record<string, unknown>): FoundGroup {
  const group = item.state as Group;
  const participants = Object.entries(item.participants as Record<string, string>)
    .map(([programId, sessionId]) => ({ programId, sessionId }))
    .sort((a, b) => a.programId.localeCompare(b.programId));
  return { group: { ...group, start: startAgain(group.start) }, participants, pending: item.lookAt !== undefined };
}

/** Seats that this change of a program takes and frees. A seat is taken only in the revision that was booked, while there is room. */
export function seatWrites(
  table: string,
  before: Program | null,
  after: Program,
  changed: readonly Session[],
): TableWrite[] {
  const { clinicId, programId } = after;
  return changed.flatMap((session): TableWrite[] => {
    if (!session.group) return [];
    const known = before?.sessions.find((one) => one.sessionId === session.sessionId);
    const Key = keys.group(clinicId, session.group.groupId);
    const names = { '#program': programId };
    if (!known)
      return [
        {
          Update: {
            TableName: table,
            Key,
            UpdateExpression: 'SET participants.#program = :session',
            ConditionExpression:
              '#state.#status = :planned AND #state.#revision = :revision AND attribute_not_exists(participants.#program) AND size(participants) < #state.#capacity',
            ExpressionAttributeNames: {
              ...names,
              '#state': 'state',
              '#status': 'status',
              '#revision': 'revision',
              '#capacity': 'capacity',
            },
            ExpressionAttributeValues: {
              ':session': session.sessionId,
              ':planned': 'planned',
              ':revision': session.group.revision,
            },
          },
        },
      ];
    if (known.status !== 'booked' || session.status !== 'cancelled') return [];
    return [
      {
        Update: {
          TableName: table,
          Key,
          UpdateExpression: 'REMOVE participants.#program',
          ExpressionAttributeNames: names,
        },
      },
    ];
  });
}

/** What is told of a group's session is told only while the session is at the group's revision. */
export function revisionCheck(
  table: string,
  clinicId: string,
  { groupId, revision }: NonNullable<Session['group']>,
): TableWrite {
  return {
    ConditionCheck: {
      TableName: table,
      Key: keys.group(clinicId, groupId),
      ConditionExpression: '#state.#revision = :revision',
      ExpressionAttributeNames: { '#state': 'state', '#revision': 'revision' },
      ExpressionAttributeValues: { ':revision': revision },
    },
  };
}
