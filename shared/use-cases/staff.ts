/** Members of staff: as they begin, and as messages to them see them. */
import { defaultLocale, type StaffMember } from '../domain/workflow/tell-staff.ts';
import type { Staff } from './ports.ts';

export function aStaffMember(
  of: Pick<Staff, 'staffId' | 'name' | 'email' | 'roles' | 'license' | 'login'> &
    Partial<Pick<Staff, 'licenseUntil' | 'locale'>>,
): Staff {
  return { licenseUntil: null, locale: defaultLocale, leftOn: null, emailStopped: null, version: 1, ...of };
}

export function memberOf({ staffId, name, email, roles, locale, leftOn, emailStopped }: Staff): StaffMember {
  return { staffId, name, email, roles, locale, reachable: leftOn === null && emailStopped === null };
}
