import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { keys } from '../contracts/table.ts';
import { nextDigestAt } from '../domain/digest.ts';
import type { Protocol } from '../domain/protocol.ts';
import type { Actor, Instant } from '../domain/state.ts';
import type { ClinicRecord, Handover, Staff } from '../use-cases/ports.ts';
import { chainEvents } from './chain.ts';
import { digestShard } from './program-items.ts';

export function clinicItem(clinic: ClinicRecord): Record<string, unknown> {
  return {
    ...keys.clinic(clinic.clinicId),
    v: 1,
    state: clinic,
    listPk: keys.listClinics(),
    listSk: clinic.clinicId,
  };
}

/** The clinic's morning list: when it is due next. */
export function digestClockItem(clinic: Pick<ClinicRecord, 'clinicId' | 'openingHours' | 'timeZone'>, after: Instant) {
  const lookAt = nextDigestAt(clinic, after);
  return { ...keys.digestClock(clinic.clinicId), v: 1, lookAt, lookAtShard: digestShard };
}

/** A member of staff and the pointer by email, which keeps the email unique in the clinic. */
export function staffItems(clinicId: string, staff: Staff): Record<string, unknown>[] {
  return [
    { ...keys.staff(clinicId, staff.staffId), v: 1, state: staff },
    { ...keys.staffByEmail(clinicId, staff.email), v: 1, staffId: staff.staffId },
  ];
}

export type ProtocolApproval = { by: string; at: string } | null;

export function protocolItem(
  clinicId: string,
  protocol: Protocol,
  approval: ProtocolApproval,
): Record<string, unknown> {
  return { ...keys.protocol(clinicId, protocol.id, protocol.version), v: 1, state: protocol, approval };
}

/** The clinic as it becomes, on the condition that its chain has not moved. */
export function clinicHeadWrite(table: string, before: ClinicRecord, after: ClinicRecord): TableWrite {
  return {
    Put: {
      TableName: table,
      Item: clinicItem(after),
      ConditionExpression: '#state.#seq = :seq',
      ExpressionAttributeNames: { '#state': 'state', '#seq': 'seq' },
      ExpressionAttributeValues: { ':seq': before.seq },
    },
  };
}

export type TableWrite = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** A member of staff as they become, if nobody has changed them since; the pointer follows their address. */
export function changedStaffWrites(table: string, clinicId: string, before: Staff, after: Staff): TableWrite[] {
  const [item, pointer] = staffItems(clinicId, after);
  const unchanged = {
    ConditionExpression: '#state = :before',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':before': before },
  };
  const writes: TableWrite[] = [{ Put: { TableName: table, Item: item, ...unchanged } }];
  if (before.email === after.email) return writes;
  return [
    ...writes,
    { Delete: { TableName: table, Key: keys.staffByEmail(clinicId, before.email) } },
    { Put: { TableName: table, Item: pointer, ConditionExpression: 'attribute_not_exists(pk)' } },
  ];
}

/** Events on the clinic's own chain, on the condition that its head has not moved. */
export function clinicEventWrites(
  table: string,
  clinic: ClinicRecord,
  happened: readonly { type: string; data: Readonly<Record<string, unknown>> }[],
  actor: Actor,
  now: Instant,
): TableWrite[] {
  const events = chainEvents(clinic, clinic.clinicId, happened, actor, now);
  const last = events.at(-1);
  if (!last) return [];
  return [
    clinicHeadWrite(table, clinic, { ...clinic, seq: last.seq, hash: last.hash }),
    ...events.map((event) => putNew(table, { ...keys.clinicEvent(clinic.clinicId, event.seq), event })),
  ];
}

const putNew = (table: string, Item: Record<string, unknown>): TableWrite => ({
  Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' },
});

/** Looked at in the index of looks, beside clinics whose list is due. */
export const handoverShard = 'handover-0';

export function handoverWrite(table: string, clinicId: string, state: Handover, now: Instant): TableWrite {
  const Item = {
    ...keys.handover(clinicId, state.leaving.staffId),
    v: 1,
    state,
    lookAt: now,
    lookAtShard: handoverShard,
  };
  return { Put: { TableName: table, Item } };
}

/** New staff on the clinic's own chain, on the condition that its head has not moved. */
export function newStaffWrites(
  table: string,
  clinic: ClinicRecord,
  staff: readonly Staff[],
  actor: Actor,
  now: Instant,
): TableWrite[] {
  const added = staff.map((data) => ({ type: 'staff-added', data }));
  return [
    ...clinicEventWrites(table, clinic, added, actor, now),
    ...staff.flatMap((one) => staffItems(clinic.clinicId, one)).map((item) => putNew(table, item)),
  ];
}
