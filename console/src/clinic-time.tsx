/** The clinic's zone and what time it is there, to the minute: known before any page is shown, so that no time is shown twice. */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { questionOf, useAnswer } from './api/ask.ts';
import type { Api } from './api/client.ts';
import { clockOf, useClock } from './clock.tsx';
import { Answer } from './parts/answer.tsx';
import { mayCare, useSession } from './session.tsx';

type ClinicTime = { now: string; timeZone: string };
const Context = createContext<ClinicTime | null>(null);

export function useClinicTime(): ClinicTime {
  const time = useContext(Context);
  if (!time) throw new Error('used before the clinic’s time is known');
  return time;
}

const askClinic = (api: Api) => api.GET('/v1/clinic');

/** Stands before the frame, so that both questions are under way while that is drawn. */
export function AskAhead() {
  const session = useSession();
  const queries = useQueryClient();
  useMemo(() => {
    void queries.prefetchQuery(clockOf(session.home));
    if (mayCare(session.who)) void queries.prefetchQuery(questionOf(session, ['clinic'], askClinic));
  }, [queries, session]);
  return null;
}

/** Who only operates sees no clinic, and reads UTC. */
export function InClinicTime({ children }: { children: ReactNode }) {
  const { who } = useSession();
  return mayCare(who) ? <OfClinic>{children}</OfClinic> : <At timeZone="UTC">{children}</At>;
}

function OfClinic({ children }: { children: ReactNode }) {
  const clinic = useAnswer(['clinic'], askClinic);
  return <Answer of={clinic}>{({ timeZone }) => <At timeZone={timeZone}>{children}</At>}</Answer>;
}

function At({ timeZone, children }: { timeZone: string; children: ReactNode }) {
  const clock = useClock();
  const minute = clock?.now.slice(0, 'YYYY-MM-DDTHH:MM'.length);
  const time = useMemo(() => ({ now: `${minute}:00.000Z`, timeZone }), [minute, timeZone]);
  return minute && <Context value={time}>{children}</Context>;
}
