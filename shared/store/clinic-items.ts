import { keys } from '../contracts/table.ts';
import type { Protocol } from '../domain/protocol.ts';
import type { ClinicRecord, Staff } from '../use-cases/ports.ts';

export function clinicItem(clinic: ClinicRecord): Record<string, unknown> {
  return { ...keys.clinic(clinic.clinicId), v: 1, state: clinic };
}

/** A member of staff and the pointer by email, which keeps the email unique in the clinic. */
export function staffItems(clinicId: string, staff: Staff): Record<string, unknown>[] {
  return [
    { ...keys.staff(clinicId, staff.staffId), v: 1, state: staff },
    { ...keys.staffByEmail(clinicId, staff.email), v: 1, staffId: staff.staffId },
  ];
}

export type ProtocolApproval = { by: string; at: string } | null;

export function protocolItem(clinicId: string, protocol: Protocol, approval: ProtocolApproval): Record<string, unknown> {
  return { ...keys.protocol(clinicId, protocol.id, protocol.version), v: 1, state: protocol, approval };
}
