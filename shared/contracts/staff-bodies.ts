/** Requests about the clinic's staff. */
import * as z from 'zod';
import { date, emailAddress, text } from './fields.ts';
import { roles } from './roles.ts';

const fields = {
  name: text(300),
  email: emailAddress,
  roles: z.array(z.enum(roles)).max(roles.length),
  license: text(100).nullable(),
  /** The last day on which it holds. */
  licenseUntil: date.nullable(),
  locale: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a BCP 47 tag such as en-US'),
};

export const staffBodies = {
  add: z.strictObject({
    ...fields,
    license: fields.license.default(null),
    licenseUntil: fields.licenseUntil.default(null),
    locale: fields.locale.default('en-US'),
  }),
  change: z
    .strictObject({
      ...fields,
      /** The day on which they left; null: they work here. */
      leftOn: date.nullable(),
      /** By email: who takes over what is theirs. */
      handOverTo: emailAddress,
    })
    .partial()
    .refine((change) => Object.keys(change).length > 0, 'names nothing to change'),
} as const;
