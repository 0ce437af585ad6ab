/** Maya, her clinic and its people, as in the examples; and the words that tests say about time and questionnaires. */
import type { Enrollment } from '../../shared/domain/program/enroll.ts';
import type { Clinic, Instant, Patient, SessionStart, StaffRef } from '../../shared/domain/state.ts';
import { resolveStart } from '../../shared/domain/time.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';

export const denver = 'America/Denver';
export const sam: StaffRef = { staffId: 'stf_sam', name: 'Sam Lee', email: 'sam.lee@clinic.example' };
export const ana: StaffRef = { staffId: 'stf_ana', name: 'Dr. Ana Reyes', email: 'ana.reyes@clinic.example' };
export const coordinator: StaffRef = { staffId: 'stf_cara', name: 'Cara Diaz', email: 'cara@clinic.example' };
export const clinic: Clinic = {
  clinicId: 'demo',
  name: 'Demo',
  phone: '+1 303 555 0199',
  timeZone: denver,
  openingHours: [{ daysOfWeek: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' }],
  onCall: null,
};
export const nurse = { name: 'Noor Adams', phone: '+1 303 555 0198', email: 'noor@clinic.example' };
export const luis = { name: 'Luis Ortiz', email: 'luis@example.com', phone: '+1 303 555 0100' };
export const calm = { systolicMmHg: 118, diastolicMmHg: 76, heartRateBpm: 68 };
export const enrolledAt = '2027-01-04T16:00:00.000Z';

export const maya: Patient = {
  name: 'Maya Ortiz',
  dateOfBirth: '1988-05-17',
  email: 'maya@example.com',
  phone: '+1 303 555 0142',
  country: 'US',
  timeZone: denver,
  locale: 'en-US',
  quietHours: { from: '21:00', to: '08:00' },
  discreet: false,
  contactBy: 'email',
  contactPerson: { name: 'Luis Ortiz', relation: 'brother', phone: '+1 303 555 0100' },
};

/** Every question of the protocol answered no, but for those named. */
export function answers(...yes: string[]): Record<string, boolean> {
  const { contraindications, cautions } = ketamineHome.screening;
  return Object.fromEntries([...contraindications, ...cautions].map((code) => [code, yes.includes(code)]));
}

export function checks(...no: string[]): Record<string, boolean> {
  return Object.fromEntries(ketamineHome.dosing.clearanceChecks.map((code) => [code, !no.includes(code)]));
}

export function wall(at: string, timeZone: string = denver, offset?: string): SessionStart {
  const resolved = resolveStart(at, timeZone, offset);
  if (!resolved.ok) throw new Error(`${at} in ${timeZone}: ${resolved.code}`);
  return resolved.start;
}

/** The instant of a wall time in Denver. */
export const denverAt = (at: string): Instant => wall(at).instant;

export const fullTeam: Enrollment['careTeam'] = [
  { ...sam, role: 'therapist', license: 'CO LPC 0012345', lead: true },
  { ...ana, role: 'clinician', license: null, lead: false },
];
