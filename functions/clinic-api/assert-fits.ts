import { CareError } from '../../shared/contracts/errors.ts';
import { seriousEvents } from '../../shared/domain/course.ts';
import type { Program } from '../../shared/domain/state.ts';

/**
 * An item of the table ends at 400 kB. A person's command leaves room, so that workflows, which write into the same items
 * what became of each message, always find some: a program that is too full to move on would be stuck (R12).
 */
const itemBytesMax = 300_000;

/** A hold, a decision, an outcome without a long note: these are never refused for want of room. */
const alwaysBytesMax = 2000;

/** A serious event holds the program: it finds room also with a long note. */
const seriousBytesMax = 380_000;

export function assertFits(before: Program, after: Program): void {
  const headOf = ({ sessions: _sessions, tasks: _tasks, ...head }: Program) => head;
  const pairs = [
    [headOf(before), headOf(after)],
    ...after.sessions.map((session) => [before.sessions.find((one) => one.sessionId === session.sessionId), session]),
  ];
  const serious = seriousEvents(after).length > seriousEvents(before).length;
  const bytesMax = serious ? seriousBytesMax : itemBytesMax;
  for (const [old, now] of pairs)
    if (old !== now && bytesOf(now) > bytesMax && bytesOf(now) - bytesOf(old) > alwaysBytesMax)
      throw new CareError(
        'too-large',
        `This holds ${bytesMax} bytes already, as much as one program or session can. Keep what is longer elsewhere.`,
      );
}

const bytesOf = (value: unknown): number => (value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value)));
