import { CareError } from '../../shared/contracts/errors.ts';
import type { StaffRef } from '../../shared/domain/state.ts';
import { aStaffMember } from '../../shared/use-cases/staff.ts';
import type { Request } from './http.ts';

/** Staff by email. One that is not known yet becomes a record without a login, named by the email until somebody names them. */
export async function staffForEmails(
  { deps, clinicId, who }: Request<unknown, unknown>,
  emails: readonly string[],
): Promise<StaffRef[]> {
  const unique = [...new Set(emails)];
  const members: StaffRef[] = [];
  for (const email of unique) {
    const known = await deps.clinics.staffByEmail(clinicId, email);
    if (known?.leftOn)
      throw new CareError('invalid', `staff: ${known.name} does not work here any more.`, {
        errors: [{ path: 'staff', message: `${known.name} does not work here any more.` }],
      });
    const { staffId, name } =
      known ??
      (await deps.clinics.addStaff(
        clinicId,
        aStaffMember({
          staffId: deps.chance.newId('stf'),
          name: email,
          email,
          roles: [],
          license: null,
          login: false,
        }),
        who.actor,
        deps.now(),
      ));
    members.push({ staffId, name, email });
  }
  return members;
}
