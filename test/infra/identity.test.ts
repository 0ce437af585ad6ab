import { describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/identity/pre-token-generation.ts';

const handler = createHandler();

const login = (attributes: Record<string, string>, groups: string[] | null) => ({
  version: '2',
  triggerSource: 'TokenGeneration_Authentication',
  userName: 'someone',
  request: { userAttributes: { sub: 'someone', ...attributes }, groupConfiguration: { groupsToOverride: groups } },
  response: { claimsAndScopeOverrideDetails: null },
});
const ofDemo = { 'custom:clinicId': 'demo', 'custom:staffId': 'stf_1' };

describe('the access token of a member of staff', () => {
  it('says clinic, staff id and roles, and nothing of groups that are no roles', async () => {
    const answer = await handler(login(ofDemo, ['therapist', 'clinician', 'admins-of-something-else']));
    expect(answer.response).toEqual({
      claimsAndScopeOverrideDetails: {
        accessTokenGeneration: {
          claimsToAddOrOverride: { clinicId: 'demo', staffId: 'stf_1', roles: ['therapist', 'clinician'] },
        },
      },
    });
    expect(answer).toMatchObject({ userName: 'someone', triggerSource: 'TokenGeneration_Authentication' });
  });

  it('of somebody without a role says none', async () => {
    const answer = await handler(login(ofDemo, null));
    expect(answer.response).toMatchObject({
      claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: { roles: [] } } },
    });
  });

  it('is refused to a login that belongs to no clinic', async () => {
    await expect(handler(login({ 'custom:staffId': 'stf_1' }, ['clinician']))).rejects.toThrow('belongs to no clinic');
    await expect(handler(login({ ...ofDemo, 'custom:clinicId': 'demo#x' }, []))).rejects.toThrow(
      'belongs to no clinic',
    );
  });
});
