/** What the staff see of a program when they open it. */
import type { Http, Staff } from './http.ts';

export type SeenSession = {
  sessionId: string;
  kind: 'preparation' | 'dosing' | 'integration' | 'closing' | 'continuing';
  status: string;
  start: { instant: string; timeZone: string };
  durationMinutes: number;
  revision: number;
  version: number;
  blocked: { about: string }[];
  monitor: { email: string } | null;
  actual: { startedAt: string; endedAt: string | null } | null;
};
export type Chart = {
  programId: string;
  status: string;
  phase: string;
  version: number;
  dose: { done: number; of: number | null };
  intentions: unknown[];
  continuing: unknown;
  sessions: SeenSession[];
};

export async function openChart(http: Http, by: Staff, programId: string): Promise<Chart | null> {
  const program = await http.get(by, `/v1/programs/${programId}`);
  if (program.status !== 200) return null;
  const sessions = await http.get(by, `/v1/programs/${programId}/sessions`);
  if (sessions.status !== 200) return null;
  return { ...(program.body as unknown as Chart), sessions: sessions.body.items as SeenSession[] };
}

export const beginsAt = ({ actual, start }: SeenSession): number => Date.parse(actual?.startedAt ?? start.instant);
export const endsAt = (session: SeenSession): number =>
  session.actual?.endedAt
    ? Date.parse(session.actual.endedAt)
    : Date.parse(session.start.instant) + session.durationMinutes * 60_000;
export const isDone = ({ status }: SeenSession): boolean => status === 'completed' || status === 'stopped-early';
export const isOpen = ({ status }: SeenSession): boolean => status === 'booked' || status === 'in-session';
export const ofKind = (chart: Chart, kind: SeenSession['kind']): SeenSession[] =>
  chart.sessions.filter((one) => one.kind === kind).sort((a, b) => beginsAt(a) - beginsAt(b));
