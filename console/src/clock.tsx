/** What time it is: on one machine by the home's own clock, which may stand or jump. */
import { useQuery } from '@tanstack/react-query';
import type { Home } from './api/home.ts';
import { useSession } from './session.tsx';

export type ClockState = { now: string; mode: 'running' | 'standing'; speed: number; next: string | null };

const localClockMs = 2000;
const minuteMs = 60_000;

async function readClock(): Promise<ClockState> {
  const response = await fetch('/local/clock');
  if (!response.ok) throw new Error(`/local/clock answered ${response.status}`);
  return (await response.json()) as ClockState;
}

/** Null until the home has said it. */
export function useClock(): ClockState | null {
  const { home } = useSession();
  const { data } = useQuery({
    ...clockOf(home),
    refetchInterval: home.kind === 'machine' ? localClockMs : minuteMs,
  });
  return data ?? null;
}

export const clockOf = ({ kind }: Home) => ({
  queryKey: ['clock', kind],
  queryFn: kind === 'machine' ? readClock : cloudClock,
});

const cloudClock = async (): Promise<ClockState> => ({
  now: new Date().toISOString(),
  mode: 'running',
  speed: 1,
  next: null,
});
