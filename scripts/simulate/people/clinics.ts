/** The clinics of a world: their staff, their zones, and the protocols that their medical directors have approved. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Protocol } from '../../../shared/domain/protocol.ts';
import { createClinic } from '../../../shared/store/clinic-store.ts';
import { aStaffMember } from '../../../shared/use-cases/staff.ts';
import type { Dice } from '../chance.ts';
import { tableName, type World } from '../world.ts';
import type { Staff } from './http.ts';
import { builtIn, randomProtocol } from './protocols.ts';

export type ClinicOfWorld = {
  clinicId: string;
  timeZone: string;
  protocols: readonly Protocol[];
  coordinator: Staff;
  therapist: Staff;
  otherTherapist: Staff;
  clinician: Staff;
  admin: Staff;
  operator: Staff;
};

const zones = ['America/Denver', 'America/New_York', 'Europe/Berlin', 'Australia/Sydney'];

export async function makeClinics(world: World, dice: Dice, count: number, own: boolean): Promise<ClinicOfWorld[]> {
  const clinics: ClinicOfWorld[] = [];
  for (let index = 0; index < count; index += 1) clinics.push(await makeClinic(world, dice, index, own));
  return clinics;
}

async function makeClinic(world: World, dice: Dice, index: number, own: boolean): Promise<ClinicOfWorld> {
  const clinicId = `clinic-${index}`;
  const timeZone = zones[index % zones.length] ?? 'UTC';
  const protocols = [...builtIn, ...(own ? [randomProtocol(dice, 'own-1'), randomProtocol(dice, 'own-2')] : [])];
  const person = (role: string, roles: string[]): Staff => ({
    clinicId,
    staffId: `stf_${index}_${role}`,
    name: `Canary ${role} ${index}`,
    email: `${role}@clinic-${index}.example`,
    roles,
  });
  const made: ClinicOfWorld = {
    clinicId,
    timeZone,
    protocols,
    coordinator: person('coordinator', ['coordinator']),
    therapist: person('therapist', ['therapist']),
    otherTherapist: person('other-therapist', ['therapist']),
    clinician: person('clinician', ['clinician']),
    admin: person('admin', ['clinic-admin']),
    operator: person('operator', ['operator']),
  };
  const { coordinator, therapist, otherTherapist, clinician, admin, operator } = made;
  const db = {
    send: async (command: { constructor: { name: string }; input: unknown }) =>
      world.table.answer(command.constructor.name, command.input),
  };
  await createClinic(db as unknown as DynamoDBDocumentClient, tableName, {
    clinic: {
      clinicId,
      name: `Clinic ${index}`,
      phone: '+1 303 555 0100',
      timeZone,
      openingHours: [{ daysOfWeek: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' }],
      onCall: index % 2 === 0 ? { name: 'On Call', phone: '+1 303 555 0111', email: admin.email } : null,
      medicalDirector: clinician.staffId,
    },
    staff: [coordinator, therapist, otherTherapist, clinician, admin, operator].map(({ staffId, name, email, roles }) =>
      aStaffMember({
        staffId,
        name,
        email,
        roles: [...roles],
        license: roles.includes('therapist') ? 'LPC 1' : null,
        login: true,
      }),
    ),
    protocols: protocols.map((protocol) => ({ protocol, approvedBy: clinician.staffId })),
    at: new Date(world.now()).toISOString(),
  });
  return made;
}
