/** The clinic's zone and what time it is there. */
import { useAnswer } from './api/ask.ts';
import { useClock } from './clock.tsx';

export function useClinicTime(): { now: string; timeZone: string } {
  const { data } = useAnswer(['clinic'], (api) => api.GET('/v1/clinic'));
  const clock = useClock();
  return { now: clock?.now ?? new Date().toISOString(), timeZone: data?.timeZone ?? 'UTC' };
}
