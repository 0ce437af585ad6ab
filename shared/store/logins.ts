/** The staff's logins, in Cognito. A home on one machine has none: it gives out its tokens itself. */
import {
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminUserGlobalSignOutCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';

export type Logins = {
  /** Signed out everywhere, and never in again. Done twice it changes nothing. */
  disable(of: { clinicId: string; staffId: string; email: string }): Promise<'disabled' | 'none'>;
};

export function createLogins(cognito: CognitoIdentityProviderClient, userPoolId: string | undefined): Logins {
  return {
    disable: async ({ clinicId, staffId, email }) => {
      if (!userPoolId) return 'none';
      const found = await find(cognito, userPoolId, email);
      // An address says nothing of whose login it is: the two attributes do, and nobody can change them.
      if (found?.clinicId !== clinicId || found.staffId !== staffId) return 'none';
      const of = { UserPoolId: userPoolId, Username: found.username };
      await cognito.send(new AdminDisableUserCommand(of));
      await cognito.send(new AdminUserGlobalSignOutCommand(of));
      return 'disabled';
    },
  };
}

type Found = { username: string; clinicId: string | undefined; staffId: string | undefined };

async function find(cognito: CognitoIdentityProviderClient, UserPoolId: string, email: string): Promise<Found | null> {
  try {
    const { Username, UserAttributes = [] } = await cognito.send(
      new AdminGetUserCommand({ UserPoolId, Username: email }),
    );
    const attribute = (name: string) => UserAttributes.find(({ Name }) => Name === name)?.Value;
    return {
      username: Username ?? email,
      clinicId: attribute('custom:clinicId'),
      staffId: attribute('custom:staffId'),
    };
  } catch (error) {
    if (error instanceof Error && error.name === 'UserNotFoundException') return null;
    throw error;
  }
}
