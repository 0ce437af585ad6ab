/**
 * What the API reads of a login (contract section 1): clinic and staff id are attributes of the login that nobody can
 * change, roles are the groups it is in. They go into the access token, which Cognito's V2 trigger allows.
 */
import * as z from 'zod';
import { InvariantError } from '../../shared/contracts/errors.ts';
import { roles } from '../../shared/contracts/roles.ts';

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const event = z.looseObject({
  request: z.looseObject({
    userAttributes: z.looseObject({ 'custom:clinicId': id, 'custom:staffId': id }),
    groupConfiguration: z.looseObject({ groupsToOverride: z.array(z.string()).nullish() }),
  }),
});

/** A login without a clinic gets no token: what is thrown here refuses the sign-in, and its text reaches who signs in. */
export const createHandler =
  () =>
  async (input: unknown): Promise<Record<string, unknown>> => {
    const parsed = event.safeParse(input);
    if (!parsed.success) throw new InvariantError('This login belongs to no clinic.');
    const { userAttributes, groupConfiguration } = parsed.data.request;
    const groups = groupConfiguration.groupsToOverride ?? [];
    return {
      ...parsed.data,
      response: {
        claimsAndScopeOverrideDetails: {
          accessTokenGeneration: {
            claimsToAddOrOverride: {
              clinicId: userAttributes['custom:clinicId'],
              staffId: userAttributes['custom:staffId'],
              roles: roles.filter((role) => groups.includes(role)),
            },
          },
        },
      },
    };
  };
