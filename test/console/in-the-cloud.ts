/** The console in the cloud: signed in at the provider's page with PKCE, and signed out after 15 idle minutes. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Opened } from './opened.ts';

const clientId = 'console-client';

type Provider = { url: string; asked: URL[]; close(): void };

/** An OpenID Connect provider that signs everybody in at once, as an operator of the demo clinic. */
async function startProvider(): Promise<Provider> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const asked: URL[] = [];
  const server = createServer((request, response) => {
    void answer(new URL(request.url ?? '/', url())).then(({ status = 200, headers = {}, body }) => {
      response.writeHead(status, {
        'access-control-allow-origin': '*',
        'content-type': 'application/json',
        ...headers,
      });
      response.end(body === undefined ? '' : JSON.stringify(body));
    });
  });
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const answer = async (to: URL): Promise<{ status?: number; headers?: Record<string, string>; body?: unknown }> => {
    asked.push(to);
    switch (to.pathname) {
      case '/.well-known/openid-configuration':
        return {
          body: {
            issuer: url(),
            authorization_endpoint: `${url()}/authorize`,
            token_endpoint: `${url()}/token`,
            jwks_uri: `${url()}/jwks`,
          },
        };
      case '/jwks':
        return { body: { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' }] } };
      case '/authorize': {
        const back = new URL(to.searchParams.get('redirect_uri') ?? '');
        back.searchParams.set('code', 'a-code');
        back.searchParams.set('state', to.searchParams.get('state') ?? '');
        return { status: 302, headers: { location: back.href } };
      }
      case '/token':
        return {
          body: {
            access_token: await signed({ clinicId: 'demo', staffId: 'stf_1', roles: ['operator'] }),
            id_token: await signed({ aud: clientId }),
            token_type: 'Bearer',
            expires_in: 3600,
          },
        };
      default:
        return { body: {} };
    }
  };
  const signed = (claims: Record<string, unknown>): Promise<string> =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(url())
      .setSubject('somebody')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: url(), asked, close: () => server.close() };
}

export function inTheCloud(opened: () => Opened): void {
  describe('in the cloud', () => {
    let provider: Provider;
    beforeAll(async () => {
      provider = await startProvider();
    });
    afterAll(() => provider?.close());

    /** The console as the cloud serves it; the policy of this home does not know the provider. */
    const inCloud = async (): Promise<BrowserContext> => {
      const context = await opened().browser.newContext({ bypassCSP: true });
      const config = { kind: 'cloud', authority: provider.url, signInUrl: provider.url, clientId };
      await context.route('**/console.json', (route) => route.fulfill({ json: config }));
      // The home knows its own tokens only.
      await context.route('**/v1/operations/executions*', (route) =>
        route.fulfill({ json: { items: [], next: null } }),
      );
      return context;
    };

    test('who opens a page is sent to sign in with PKCE, and comes back to that page as who they are', async () => {
      const context = await inCloud();
      const page = await context.newPage();
      await page.goto(`${opened().home.home.urls.api}/executions`);
      await page.getByRole('heading', { name: 'Executions', level: 1 }).waitFor();
      expect(new URL(page.url()).pathname).toBe('/executions');
      expect(page.url()).not.toContain('a-code');
      const authorize = provider.asked.find(({ pathname }) => pathname === '/authorize')?.searchParams;
      expect(authorize?.get('code_challenge_method')).toBe('S256');
      expect(authorize?.get('response_type')).toBe('code');
      expect(await page.getByRole('link', { name: 'Programs' }).count()).toBe(0);
      expect(await page.getByText('demo, all roles').count()).toBe(0);
      await context.close();
    });

    test('after fifteen minutes without a sign of anybody, the session is over and its tokens are gone', async () => {
      const context = await inCloud();
      const page = await context.newPage();
      await page.clock.install();
      await page.goto(`${opened().home.home.urls.api}/executions`);
      await page.getByRole('heading', { name: 'Executions', level: 1 }).waitFor();
      await page.clock.runFor('14:00');
      await page.mouse.wheel(0, 10);
      await page.clock.runFor('14:00');
      expect(provider.asked.filter(({ pathname }) => pathname === '/logout')).toEqual([]);
      const left = page.waitForURL(`${provider.url}/logout?**`);
      await page.clock.runFor('02:00');
      await left;
      expect(new URL(page.url()).searchParams.get('client_id')).toBe(clientId);
      await context.close();
    });
  });
}
