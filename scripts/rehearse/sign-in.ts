/** A member of staff signs in as the console will: by SRP, setting up the second factor that the pool asks for. */
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from 'amazon-cognito-identity-js';
import { Secret, TOTP } from 'otpauth';

export type Login = { email: string; clinicId: string; staffId: string; roles: readonly string[] };
export type Pool = { userPoolId: string; clientId: string; endpoint: string };

const password = 'Rehearsal-only-2027!';

/** As an administrator invites somebody; the attributes can never be changed after that. */
export async function invite({ userPoolId }: Pool, { email, clinicId, staffId, roles }: Login): Promise<void> {
  const cognito = new CognitoIdentityProviderClient();
  const attributes = { email, email_verified: 'true', 'custom:clinicId': clinicId, 'custom:staffId': staffId };
  await cognito.send(
    new AdminCreateUserCommand({
      UserPoolId: userPoolId,
      Username: email,
      MessageAction: 'SUPPRESS',
      TemporaryPassword: password,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    }),
  );
  await cognito.send(
    new AdminSetUserPasswordCommand({ UserPoolId: userPoolId, Username: email, Password: password, Permanent: true }),
  );
  for (const GroupName of roles)
    await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId: userPoolId, Username: email, GroupName }));
}

export async function signIn({ userPoolId, clientId, endpoint }: Pool, { email }: Login): Promise<string> {
  const pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint });
  const user = new CognitoUser({ Username: email, Pool: pool, Storage: storageOfItsOwn() });
  const session = await new Promise<CognitoUserSession>((resolve, reject) => {
    let secret = '';
    const answer = {
      onSuccess: resolve,
      onFailure: reject,
      mfaSetup: () => user.associateSoftwareToken({ onFailure: reject, associateSecretCode: verify }),
      totpRequired: () => user.sendMFACode(codeOf(secret), answer, 'SOFTWARE_TOKEN_MFA'),
    };
    const verify = (code: string): void => {
      secret = code;
      user.verifySoftwareToken(codeOf(secret), 'rehearsal', { onFailure: reject, onSuccess: resolve });
    };
    user.authenticateUser(new AuthenticationDetails({ Username: email, Password: password }), answer);
  });
  return session.getAccessToken().getJwtToken();
}

const codeOf = (secret: string): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate();

function storageOfItsOwn() {
  const kept = new Map<string, string>();
  return {
    setItem: (key: string, value: string) => void kept.set(key, value),
    getItem: (key: string) => kept.get(key) ?? null,
    removeItem: (key: string) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}
