/** The clinic's own partition: itself, its staff, its protocols; and whom it refused. */
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { CareError } from '../contracts/errors.ts';
import { keys } from '../contracts/table.ts';
import type { Protocol } from '../domain/protocol.ts';
import type { Actor, Instant } from '../domain/state.ts';
import type { ClinicRecord, ClinicStore, Staff } from '../use-cases/ports.ts';
import { chainEvents } from './chain.ts';
import {
  changedStaffWrites,
  clinicHeadWrite,
  clinicItem,
  digestClockItem,
  handoverWrite,
  newStaffWrites,
  type ProtocolApproval,
  protocolItem,
  staffItems,
  type TableWrite,
} from './clinic-items.ts';
import { isCancelled } from './conditions.ts';
import { getItems } from './get-items.ts';
import { idempotencyWrite } from './idempotency.ts';

/** Somebody else may add staff at the same moment. */
const addStaffAttemptsMax = 10;

export function createClinicStore(db: DynamoDBDocumentClient, table: string): ClinicStore {
  // A version's document never changes, so it is read once; its approval is read each time somebody is enrolled in it.
  const documents = new Map<string, Protocol>();
  const get = async (Key: { pk: string; sk: string }): Promise<Record<string, unknown> | undefined> =>
    (await db.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))).Item;

  const protocol: ClinicStore['protocol'] = async (clinicId, id, version) => {
    const item = await get(keys.protocol(clinicId, id, version));
    return item ? { protocol: item.state as Protocol, approved: (item.approval as ProtocolApproval) !== null } : null;
  };

  const clinic = async (clinicId: string): Promise<ClinicRecord | null> =>
    ((await get(keys.clinic(clinicId)))?.state as ClinicRecord | undefined) ?? null;
  const staffByEmail = async (clinicId: string, email: string): Promise<Staff | null> => {
    const pointer = await get(keys.staffByEmail(clinicId, email));
    if (!pointer) return null;
    return ((await get(keys.staff(clinicId, String(pointer.staffId))))?.state as Staff | undefined) ?? null;
  };

  const addStaff: ClinicStore['addStaff'] = async (clinicId, staff, actor, now, idempotency) => {
    const answered = idempotency ? [idempotencyWrite(table, clinicId, idempotency, now)] : [];
    for (let attempt = 1; attempt <= addStaffAttemptsMax; attempt += 1) {
      const [record, known] = [await clinic(clinicId), await staffByEmail(clinicId, staff.email)];
      if (known) return known;
      if (!record) break;
      try {
        const writes = [...newStaffWrites(table, record, [staff], actor, now), ...answered];
        await db.send(new TransactWriteCommand({ TransactItems: writes }));
        return staff;
      } catch (error) {
        if (!isCancelled(error)) throw error;
      }
    }
    throw new CareError('busy', 'The staff of the clinic is being changed. Please try again.');
  };

  const newestVersion = async (clinicId: string, id: string): Promise<number> => {
    const { pk, sk } = keys.protocol(clinicId, id, 0);
    const { Items } = await db.send(
      new QueryCommand({
        TableName: table,
        ConsistentRead: true,
        Limit: 1,
        ScanIndexForward: false,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :id)',
        ExpressionAttributeValues: { ':pk': pk, ':id': sk.replace(/\d+$/, '') },
      }),
    );
    return (Items?.[0]?.state as Protocol | undefined)?.version ?? 0;
  };

  /** The clinic as it becomes and its event, with other writes; null where the chain has moved. */
  const writeWithEvent = async (
    before: ClinicRecord,
    happened: { type: string; data: Readonly<Record<string, unknown>> },
    actor: Actor,
    now: Instant,
    also: readonly TableWrite[],
    wanted: ClinicRecord = before,
  ): Promise<ClinicRecord | null> => {
    const [event] = chainEvents(before, before.clinicId, [happened], actor, now);
    if (!event) throw new Error('one event was chained');
    const after = { ...wanted, seq: event.seq, hash: event.hash };
    const Item = { ...keys.clinicEvent(before.clinicId, event.seq), event };
    const record = { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' } };
    try {
      const writes = [clinicHeadWrite(table, before, after), record, ...also];
      await db.send(new TransactWriteCommand({ TransactItems: writes }));
      return after;
    } catch (error) {
      if (isCancelled(error)) return null;
      throw error;
    }
  };

  return {
    protocol,
    protocolDocument: async (clinicId, id, version) => {
      const cacheKey = `${clinicId}|${id}|${version}`;
      const document = documents.get(cacheKey) ?? (await protocol(clinicId, id, version))?.protocol;
      if (document) documents.set(cacheKey, document);
      return document ?? null;
    },
    clinic,
    clinicAndStaff: async (clinicId, staffId) => {
      const [ofClinic, ofStaff] = [keys.clinic(clinicId), keys.staff(clinicId, staffId)];
      const items = await getItems(db, table, [ofClinic, ofStaff]);
      const stateAt = (sk: string): unknown => items.find((item) => item.sk === sk)?.state ?? null;
      return { clinic: stateAt(ofClinic.sk) as ClinicRecord | null, staff: stateAt(ofStaff.sk) as Staff | null };
    },
    staff: async (clinicId, staffId) =>
      ((await get(keys.staff(clinicId, staffId)))?.state as Staff | undefined) ?? null,
    staffByEmail,
    addStaff,
    changeStaff: async (clinicId, before, after, what, actor, now, handover) => {
      const record = await clinic(clinicId);
      if (!record) return false;
      const event = { type: 'staff-changed', data: { staffId: after.staffId, ...what } };
      const writes = [
        ...changedStaffWrites(table, clinicId, before, after),
        ...(handover ? [handoverWrite(table, clinicId, handover, now)] : []),
      ];
      return (await writeWithEvent(record, event, actor, now, writes)) !== null;
    },
    addProtocol: async (clinicId, document, actor, now, idempotencyOf) => {
      const record = await clinic(clinicId);
      if (!record) return null;
      const added: Protocol = { ...document, version: (await newestVersion(clinicId, document.id)) + 1 };
      const event = { type: 'protocol-added', data: { id: added.id, version: added.version } };
      const Item = protocolItem(clinicId, added, null);
      const made = { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' } };
      const idempotency = idempotencyOf(added);
      const answered = idempotency ? [idempotencyWrite(table, clinicId, idempotency, now)] : [];
      return (await writeWithEvent(record, event, actor, now, [made, ...answered])) ? added : null;
    },
    approveProtocol: async (clinicId, id, version, by, actor, now) => {
      const record = await clinic(clinicId);
      if (!record) return false;
      const written = await writeWithEvent(
        record,
        { type: 'protocol-approved', data: { id, version, by } },
        actor,
        now,
        [
          {
            Update: {
              TableName: table,
              Key: keys.protocol(clinicId, id, version),
              UpdateExpression: 'SET approval = :approval',
              ConditionExpression: 'attribute_exists(pk)',
              ExpressionAttributeValues: { ':approval': { by, at: now } },
            },
          },
        ],
      );
      return written !== null;
    },
    change: async (before, wanted, actor, now) => {
      const after = { ...before, ...wanted, version: before.version + 1 };
      return writeWithEvent(before, { type: 'clinic-changed', data: wanted }, actor, now, [], after);
    },
    wasRefused: async (clinicId, person) => {
      const { pk } = keys.refused(clinicId, person, '');
      const { Count } = await db.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          Limit: 1,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :refused)',
          ExpressionAttributeValues: { ':pk': pk, ':refused': 'refused#' },
        }),
      );
      return (Count ?? 0) > 0;
    },
    recordRefusal: async ({ clinicId, person, at, actor, refusalId, ...refusal }) => {
      await db.send(
        new PutCommand({
          TableName: table,
          Item: {
            ...keys.refused(clinicId, person, at),
            v: 1,
            state: { refusalId, at, by: actor, ...refusal },
            listPk: keys.listRefused(clinicId),
            listSk: `${at}#${refusalId}`,
          },
        }),
      );
    },
  };
}

/** Makes a clinic with its staff and the protocols that its medical director has approved. Does nothing where it exists. */
export async function createClinic(
  db: DynamoDBDocumentClient,
  table: string,
  made: {
    clinic: Omit<ClinicRecord, 'version' | 'seq' | 'hash'>;
    staff: readonly Staff[];
    protocols: readonly { protocol: Protocol; approvedBy: string | null }[];
    at: string;
  },
): Promise<'created' | 'exists'> {
  const { clinic, staff, protocols, at } = made;
  const events = chainEvents(
    { seq: 0, hash: '' },
    clinic.clinicId,
    [
      { type: 'clinic-created', data: clinic },
      ...staff.map((data) => ({ type: 'staff-added', data })),
      ...protocols.map(({ protocol, approvedBy }) => ({
        type: 'protocol-added',
        data: { id: protocol.id, version: protocol.version, approvedBy },
      })),
    ],
    { kind: 'system', id: 'system' },
    at,
  );
  const last = events.at(-1);
  const items = [
    clinicItem({ ...clinic, version: 1, seq: last?.seq ?? 0, hash: last?.hash ?? '' }),
    ...staff.flatMap((one) => staffItems(clinic.clinicId, one)),
    ...protocols.map(({ protocol, approvedBy }) =>
      protocolItem(clinic.clinicId, protocol, approvedBy ? { by: approvedBy, at } : null),
    ),
    ...events.map((event) => ({ ...keys.clinicEvent(clinic.clinicId, event.seq), event })),
    digestClockItem(clinic, at),
  ];
  try {
    await db.send(
      new TransactWriteCommand({
        TransactItems: items.map((Item) => ({
          Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' },
        })),
      }),
    );
    return 'created';
  } catch (error) {
    if (isCancelled(error)) return 'exists';
    throw error;
  }
}
