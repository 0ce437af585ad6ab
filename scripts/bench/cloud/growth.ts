/** From one program's counts to the load of many: docs/scale.md holds it against each quota. */
import type { Counted } from './count-program.ts';

const sizes = [1_000, 100_000, 1_000_000] as const;

type Row = { perSecond: string } & Record<string, string | number>;

export function growthOf({ days, transitions, executions, calls, units, emails, busiestHourShare }: Counted): Row[] {
  const requests = calls.reduce((sum, call) => sum + call.requests, 0);
  const gbSeconds = calls.reduce((sum, call) => sum + call.gbSeconds, 0);
  const perProgram: Record<string, number> = {
    'state transitions': transitions,
    'executions started': executions,
    'Lambda requests': requests,
    // GB-seconds of 512 MB in a second: so many run at once.
    'Lambda concurrency': gbSeconds * 2,
    'write units': units.write,
    'read units': units.read,
    emails,
  };
  // All programs in one zone, and everything as bunched as their emails.
  const peak = busiestHourShare * 24;
  return Object.entries(perProgram).map(([perSecond, count]) => ({
    perSecond,
    ...Object.fromEntries(
      sizes.flatMap((size) => {
        const average = (count * size) / (days * 86_400);
        return [
          [`${size / 1000}k`, Number(average.toPrecision(3))],
          [`${size / 1000}k peak`, Number((average * peak).toPrecision(3))],
        ];
      }),
    ),
  }));
}
