/** Who is signed in, and the API in their name. On one machine anybody is who they choose to be. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Api, createApi } from './api/client.ts';
import { type Home, readHome } from './api/home.ts';

export const allRoles = ['coordinator', 'therapist', 'clinician', 'clinic-admin', 'operator'] as const;
export type Role = (typeof allRoles)[number];
export type Who = { clinicId: string; roles: readonly Role[] };

export type ConsoleSession = {
  home: Home;
  who: Who;
  api: Api;
  /** Only on one machine. */
  become: ((who: Who) => void) | null;
  /** Only in the cloud. */
  signOut: (() => void) | null;
};

const Context = createContext<ConsoleSession | null>(null);

export function useSession(): ConsoleSession {
  const session = useContext(Context);
  if (!session) throw new Error('used outside of a session');
  return session;
}

export const mayCare = ({ roles }: Who): boolean => roles.some((role) => role !== 'operator');
export const mayDecide = ({ roles }: Who): boolean => roles.includes('clinician');
export const mayTreat = ({ roles }: Who): boolean => roles.includes('clinician') || roles.includes('therapist');
export const mayOperate = ({ roles }: Who): boolean => roles.includes('operator');

export function SignedIn({ children, waiting }: { children: ReactNode; waiting: (why: string | null) => ReactNode }) {
  const [home, setHome] = useState<Home | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    readHome().then(setHome, (error: Error) => setFailure(error.message));
  }, []);
  if (!home) return waiting(failure);
  return home.kind === 'machine' ? (
    <OnMachine home={home}>{children}</OnMachine>
  ) : (
    <InCloud home={home} waiting={waiting}>
      {children}
    </InCloud>
  );
}

function OnMachine({ home, children }: { home: Home; children: ReactNode }) {
  const [who, become] = useState<Who>({ clinicId: 'demo', roles: allRoles });
  const session = useMemo(() => {
    const token = localToken(who);
    // Asked for while the frame is still being drawn; who needs it hears why there is none.
    token().catch(() => {});
    return { home, who, become, signOut: null, api: createApi(token) };
  }, [home, who]);
  return <Context value={session}>{children}</Context>;
}

function localToken({ clinicId, roles }: Who): () => Promise<string> {
  let asked: Promise<string> | null = null;
  const ask = async (): Promise<string> => {
    const body = JSON.stringify({ clinicId, roles });
    const response = await fetch('/local/token', { method: 'POST', body });
    if (!response.ok) throw new Error(`/local/token answered ${response.status}`);
    return ((await response.json()) as { token: string }).token;
  };
  return () => {
    asked ??= ask().catch((error: Error) => {
      asked = null;
      throw error;
    });
    return asked;
  };
}

function InCloud(props: {
  home: Extract<Home, { kind: 'cloud' }>;
  children: ReactNode;
  waiting: (why: string | null) => ReactNode;
}) {
  const { home, children, waiting } = props;
  const [session, setSession] = useState<ConsoleSession | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    const signIn = async (): Promise<void> => {
      const { signInAtCognito } = await import('./sign-in.ts');
      const signed = await signInAtCognito(home);
      if (!signed) return;
      const { who, signOut, token } = signed;
      setSession({ home, who, become: null, signOut, api: createApi(token) });
    };
    signIn().catch((error: Error) => setFailure(error.message));
  }, [home]);
  return session ? <Context value={session}>{children}</Context> : waiting(failure);
}
