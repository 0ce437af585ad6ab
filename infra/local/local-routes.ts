/** What only a home on one machine has: health, tokens, the clock, the mailbox as JSON, and the console's files. */
import * as z from 'zod';
import { type Clock, ClockBusyError } from './clock.ts';
import type { ConsoleFiles } from './console-files.ts';
import { instantAfter } from './duration.ts';
import type { Mailbox } from './mailbox/mailbox.ts';
import { json, problem, type Reply } from './replies.ts';

const roles = ['coordinator', 'therapist', 'clinician', 'clinic-admin', 'operator'] as const;

const tokenBody = z.strictObject({
  clinicId: z.string().min(1),
  roles: z.array(z.enum(roles)).min(1),
  staff: z.string().min(1).optional(),
});
const instant = z.iso.datetime({ offset: true }).transform((value) => Date.parse(value));
const clockBody = z.union([
  z.strictObject({
    advanceBy: z
      .string()
      .refine((value) => instantAfter(0, value) !== null, 'must be an ISO 8601 duration such as P3DT2H'),
  }),
  z.strictObject({ runTo: instant }),
  z.strictObject({ speed: z.number().positive().max(1_000_000) }),
  z.strictObject({ mode: z.enum(['running', 'standing']) }),
]);
const eventBody = z.strictObject({ type: z.enum(['bounce', 'complaint', 'delivery']) });

export type LocalRoutes = { answer(method: string, url: URL, body: string): Promise<Reply> };

export function createLocalRoutes(options: {
  clock: Clock;
  mailbox: Pick<Mailbox, 'listMail' | 'raiseEvent' | 'url'>;
  /** The staff id behind a token; null for an unknown clinic or member of staff. */
  findStaff: (
    clinicId: string,
    staff: string | undefined,
    wanted: readonly string[],
  ) => Promise<{ clinic: boolean; staffId: string | null }>;
  issue: (claims: { clinicId: string; staffId: string; roles: readonly string[] }) => Promise<string>;
  /** When the next execution goes on by itself; epoch milliseconds. */
  nextEvent: () => number | undefined;
  consoleFiles: ConsoleFiles;
}): LocalRoutes {
  const { clock, mailbox, findStaff, issue, nextEvent, consoleFiles } = options;

  const postToken = async (body: string): Promise<Reply> => {
    const parsed = read(tokenBody, body);
    if (!parsed.ok) return parsed.reply;
    const { clinicId, roles: wanted, staff } = parsed.value;
    const found = await findStaff(clinicId, staff, wanted);
    if (!found.clinic)
      return problem(
        404,
        'not-found',
        'There is nothing here',
        `There is no clinic ${clinicId}. Two exist: demo and north.`,
      );
    if (!found.staffId)
      return problem(404, 'not-found', 'There is nothing here', 'This clinic has no such member of staff.');
    return json(200, { token: await issue({ clinicId, staffId: found.staffId, roles: wanted }) });
  };

  const clockState = (): Reply => {
    const { now, mode, speed } = clock.state();
    const next = nextEvent();
    return json(200, {
      now: new Date(now).toISOString(),
      mode,
      speed,
      next: next === undefined ? null : new Date(next).toISOString(),
    });
  };

  const postClock = async (body: string): Promise<Reply> => {
    const parsed = read(clockBody, body);
    if (!parsed.ok) return parsed.reply;
    const wanted = parsed.value;
    try {
      if ('advanceBy' in wanted) await clock.advanceTo(instantAfter(clock.now(), wanted.advanceBy) ?? clock.now());
      else if ('runTo' in wanted) await clock.advanceTo(wanted.runTo);
      else if ('speed' in wanted) await clock.setSpeed(wanted.speed);
      else await clock.setMode(wanted.mode);
      return clockState();
    } catch (error) {
      if (!(error instanceof ClockBusyError)) throw error;
      return problem(503, 'busy', 'The clock could not go on', error.message, { busy: error.busy });
    }
  };

  return {
    answer: async (method, url, body) => {
      const mailEvent = /^\/local\/mail\/([^/]+)\/event$/.exec(url.pathname);
      switch (`${method} ${mailEvent ? '/local/mail/{id}/event' : url.pathname}`) {
        case 'GET /console.json':
          return json(200, { kind: 'machine', mailUrl: mailbox.url });
        case 'GET /health':
          return json(200, { status: 'ok' });
        case 'POST /local/token':
          return postToken(body);
        case 'GET /local/clock':
          return clockState();
        case 'POST /local/clock':
          return postClock(body);
        case 'GET /local/mail':
          return json(200, mailbox.listMail());
        case 'POST /local/mail/{id}/event': {
          const parsed = read(eventBody, body);
          if (!parsed.ok) return parsed.reply;
          return mailbox.raiseEvent(mailEvent?.[1] ?? '', parsed.value.type)
            ? json(202, {})
            : problem(404, 'not-found', 'There is nothing here', 'There is no such mail.');
        }
        default:
          return (
            (method === 'GET' && !url.pathname.startsWith('/local/') ? consoleFiles.answer(url.pathname) : null) ??
            problem(404, 'not-found', 'There is nothing here', `There is no ${method} ${url.pathname}.`)
          );
      }
    },
  };
}

function read<Schema extends z.ZodType>(
  schema: Schema,
  body: string,
): { ok: true; value: z.output<Schema> } | { ok: false; reply: Reply } {
  let value: unknown;
  try {
    value = JSON.parse(body === '' ? '{}' : body);
  } catch {
    return { ok: false, reply: problem(400, 'invalid', 'The request is not valid', 'The body is not JSON.') };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const errors = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  return {
    ok: false,
    reply: problem(400, 'invalid', 'The request is not valid', z.prettifyError(parsed.error), { errors }),
  };
}
