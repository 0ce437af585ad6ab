/** Enrollment: the one command that begins a program, and the one refusal that is recorded. */
import { type Refused, refuse } from '../domain/change.ts';
import { rolesOf } from '../domain/milestones.ts';
import { type Enrollment, enroll } from '../domain/program/enroll.ts';
import { whyUnfit } from '../domain/program/licenses.ts';
import type { CareRole } from '../domain/protocol.ts';
import { staffRefOf } from '../domain/staff-ref.ts';
import type { Program, StaffRef } from '../domain/state.ts';
import type { Extras, Ports, Staff } from './ports.ts';
import { commit, contextFor, type Failed, type Who } from './run-command.ts';
import { aStaffMember } from './staff.ts';

export type EnrollmentRequest = Omit<Enrollment, 'careTeam' | 'screening'> & {
  protocol: { id: string; version: number };
  screening: Omit<Enrollment['screening'], 'reviewedBy'> & { reviewedByEmail: string | null };
  careTeam: readonly Omit<Enrollment['careTeam'][number], 'staffId'>[];
};

/** The same person: email and date of birth, as a hash that says neither. */
export type PersonOf = (patient: { email: string; dateOfBirth: string }) => string;

const attemptsMax = 10;

export async function enrollPatient(
  ports: Ports,
  request: EnrollmentRequest,
  clinicId: string,
  who: Who,
  personOf: PersonOf,
  extrasFor: (program: Program) => Extras,
): Promise<{ ok: true; program: Program } | Failed> {
  const person = personOf(request.patient);
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const [clinic, known] = await Promise.all([
      ports.clinics.clinic(clinicId),
      ports.clinics.protocol(clinicId, request.protocol.id, request.protocol.version),
    ]);
    if (!clinic) return { ok: false, failure: 'not-found' };
    if (!known) return refuse('protocol-not-approved', 'This clinic has no such version of this protocol.');
    const context = await contextFor(ports, clinicId, request.protocol, who, clinic);
    const team = await resolveStaff(ports, clinicId, request.careTeam);
    const unfit = refuseUnfit(team.unfit);
    if (unfit) return unfit;
    const reviewer = await findReviewer(ports, clinicId, request);
    if (!reviewer.ok) return reviewer;
    const decided = enroll(
      { ...request, careTeam: team.members, screening: { ...request.screening, reviewedBy: reviewer.staff } },
      context,
      { clinic, approved: known.approved, refusedBefore: await ports.clinics.wasRefused(clinicId, person) },
    );
    if (!decided.ok) {
      if (decided.refusal.code === 'contraindicated')
        await recordRefusal(ports, request, clinicId, person, who, decided);
      return decided;
    }
    // A long history fills the transaction: its staff is made before.
    if (request.history && request.history.length > 0 && team.newStaff.length > 0) {
      for (const staff of team.newStaff) await ports.clinics.addStaff(clinicId, staff, who.actor, ports.now());
      continue;
    }
    const extras: Extras = {
      ...extrasFor(decided.program),
      enrolledPerson: person,
      ...(team.newStaff.length > 0 ? { newStaff: { clinic, staff: team.newStaff } } : {}),
    };
    const committed = await commit(ports, null, decided, context, extras);
    if (committed.ok) return { ok: true, program: committed.program };
    if (committed.why !== 'conflict') return { ok: false, failure: committed.why };
    await ports.chance.sleep(5 + ports.chance.random() * 195);
  }
  return { ok: false, failure: 'busy' };
}

/** A contraindication is recorded with the answers, name, email and date of birth; nothing else is kept or started. */
async function recordRefusal(
  ports: Ports,
  request: EnrollmentRequest,
  clinicId: string,
  person: string,
  who: Who,
  refused: Refused,
): Promise<void> {
  const { name, email, dateOfBirth } = request.patient;
  const contraindications = refused.refusal.more?.contraindications;
  await ports.clinics.recordRefusal({
    clinicId,
    person,
    refusalId: ports.chance.newId('ref'),
    at: ports.now(),
    actor: who.actor,
    name,
    email,
    dateOfBirth,
    protocol: request.protocol,
    answers: request.screening.answers,
    contraindications: Array.isArray(contraindications) ? contraindications : [],
  });
}

type Unresolved = EnrollmentRequest['careTeam'][number];

/** An email that is not known yet becomes a staff record without a login. */
export async function resolveStaff(
  ports: Ports,
  clinicId: string,
  team: readonly Unresolved[],
): Promise<{ members: Enrollment['careTeam'][number][]; newStaff: Staff[]; unfit: Unfit[] }> {
  const newStaff: Staff[] = [];
  const unfit: Unfit[] = [];
  const members: Enrollment['careTeam'][number][] = [];
  for (const [index, member] of team.entries()) {
    const email = member.email.toLowerCase();
    const made = newStaff.find((one) => one.email === email);
    const known = made ?? (await ports.clinics.staffByEmail(clinicId, email));
    const staff =
      known ??
      aStaffMember({
        staffId: ports.chance.newId('stf'),
        name: member.name,
        email,
        roles: rolesOf(member),
        license: member.license,
        login: false,
      });
    if (!known) newStaff.push(staff);
    const why = whyUnfit(staff, ports.now());
    if (why) unfit.push({ path: `careTeam.${index}.email`, message: why, staffId: staff.staffId });
    const other = whyOtherRole(staff, rolesOf(member));
    if (other) unfit.push({ path: `careTeam.${index}.role`, message: other, staffId: staff.staffId });
    members.push({ ...member, email, staffId: staff.staffId });
  }
  return { members, newStaff, unfit };
}

/** What somebody does for a patient is what the clinic's administration has recorded of them, where it has. */
function whyOtherRole({ name, roles }: Staff, claimed: readonly CareRole[]): string | null {
  const other = claimed.filter((role) => !roles.includes(role));
  if (roles.length === 0 || other.length === 0) return null;
  return `${name} is recorded as ${roles.join(', ')}, not as ${other.join(', ')}.`;
}

/** Who cannot become part of a care team, or not as what they are said to be. */
type Unfit = { path: string; message: string; staffId: string };

export function refuseUnfit(unfit: readonly Unfit[]): Refused | null {
  if (unfit.length === 0) return null;
  const errors = unfit.map(({ path, message }) => ({ path, message }));
  return refuse('invalid', errors[0]?.message ?? '', { errors });
}

/** A clinician whom the clinic knows and who works there: nobody vouches for somebody whom the same request brings along. */
async function findReviewer(
  ports: Ports,
  clinicId: string,
  request: EnrollmentRequest,
): Promise<{ ok: true; staff: StaffRef | null } | Refused> {
  const email = request.screening.reviewedByEmail?.toLowerCase();
  if (!email) return { ok: true, staff: null };
  const staff = await ports.clinics.staffByEmail(clinicId, email);
  const unfit = staff && whyUnfit(staff, ports.now());
  if (staff?.roles.includes('clinician') && !unfit) return { ok: true, staff: staffRefOf(staff) };
  return refuse('invalid', 'A screening is reviewed by a clinician of this clinic.', {
    errors: [{ path: 'screening.reviewedBy', message: unfit ?? 'No clinician of this clinic has this email.' }],
  });
}
