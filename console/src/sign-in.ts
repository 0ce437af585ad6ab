/** Signing in at Cognito's own page (OAuth 2.0 authorization code with PKCE), and out after 15 idle minutes. */
import { UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { Home } from './api/home.ts';
import { allRoles, type Who } from './session.tsx';

const idleMinutes = 15;

type Signed = { who: Who; token: () => Promise<string>; signOut: () => void };

/** Null while the browser goes to Cognito's page. */
export async function signInAtCognito(home: Extract<Home, { kind: 'cloud' }>): Promise<Signed | null> {
  const here = window.location.origin;
  const manager = new UserManager({
    authority: home.authority,
    client_id: home.clientId,
    redirect_uri: `${here}/`,
    response_type: 'code',
    scope: 'openid',
    // Tokens hold ids and roles, and are gone with the tab.
    userStore: new WebStorageStateStore({ store: window.sessionStorage }),
    automaticSilentRenew: true,
  });
  if (new URLSearchParams(window.location.search).has('code')) {
    const { state } = await manager.signinCallback().then((user) => ({ state: user?.state }));
    window.history.replaceState(null, '', typeof state === 'string' && state.startsWith('/') ? state : '/');
  }
  const user = await manager.getUser();
  if (!user || user.expired) {
    await manager.signinRedirect({ state: window.location.pathname });
    return null;
  }
  let leaving = false;
  const signOut = (): void => {
    if (leaving) return;
    leaving = true;
    void manager.removeUser().then(() => {
      const query = new URLSearchParams({ client_id: home.clientId, logout_uri: `${here}/` });
      window.location.assign(`${home.signInUrl}/logout?${query}`);
    });
  };
  signOutWhenIdle(signOut);
  return {
    who: whoOf(user.access_token),
    signOut,
    token: async () => {
      const now = await manager.getUser();
      if (now && !now.expired) return now.access_token;
      signOut();
      throw new Error('You were signed out. Please sign in again.');
    },
  };
}

function signOutWhenIdle(signOut: () => void): void {
  let timer = 0;
  const again = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(signOut, idleMinutes * 60_000);
  };
  for (const sign of ['pointerdown', 'keydown', 'wheel', 'touchstart']) window.addEventListener(sign, again);
  again();
}

function whoOf(accessToken: string): Who {
  const [, payload = ''] = accessToken.split('.');
  const claims = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as Record<string, unknown>;
  const given = Array.isArray(claims.roles) ? claims.roles : [];
  return { clinicId: String(claims.clinicId), roles: allRoles.filter((role) => given.includes(role)) };
}
