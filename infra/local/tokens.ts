/** Tokens of the home, with the claims that Cognito's carry in the cloud; checked as API Gateway's JWT authorizer does. */
import { jwtVerify, SignJWT } from 'jose';

const issuer = 'throughline-local';
const validSeconds = 10 * 365 * 24 * 3600;

export type Tokens = {
  issue(claims: { clinicId: string; staffId: string; roles: readonly string[] }): Promise<string>;
  /** The claims as API Gateway hands them over, a list as "[a b]"; null for a token that is not valid now. */
  verify(token: string): Promise<Record<string, string> | null>;
};

export function createTokens(secret: Uint8Array, now: () => number): Tokens {
  return {
    issue: ({ clinicId, staffId, roles }) => {
      const issuedAt = Math.floor(now() / 1000);
      return new SignJWT({ clinicId, staffId, roles: [...roles] })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(issuer)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + validSeconds)
        .sign(secret);
    },
    verify: async (token) => {
      try {
        const { payload } = await jwtVerify(token, secret, {
          issuer,
          algorithms: ['HS256'],
          currentDate: new Date(now()),
        });
        return Object.fromEntries(
          Object.entries(payload).map(([name, value]) => [
            name,
            Array.isArray(value) ? `[${value.join(' ')}]` : String(value),
          ]),
        );
      } catch {
        return null;
      }
    },
  };
}
