import { styleText } from 'node:util';
import { Temporal } from 'temporal-polyfill';
import type { Client } from './client.ts';
import type { Played } from './play-program.ts';

type Event = { at: string; type: string; data: Record<string, unknown> };
type Row = { at: string; mark: string; text: string; color: 'blue' | 'cyan' | 'green' | 'yellow' | 'gray' | 'magenta' };

const zone = 'America/Denver';

/** Everything that happened, in the order of the clock; answers the program's status. */
export async function printTimeline(client: Client, { programId, email, from }: Played): Promise<string> {
  const program = await client.get<{
    status: string;
    executions: { name: string; status: string }[];
    dose: { done: number; of: number };
  }>(`/v1/programs/${programId}`);
  const sessions = (
    await client.get<{ items: { sessionId: string; kind: string; doseNumber: number | null }[] }>(
      `/v1/programs/${programId}/sessions`,
    )
  ).items;
  const titles = new Map(
    sessions.map(({ sessionId, kind, doseNumber }) => [sessionId, doseNumber ? `${kind} ${doseNumber}` : kind]),
  );
  const mails = (await client.get<{ at: string; to: string; subject: string }[]>('/local/mail')).filter(
    (mail) => mail.to.includes(email) && mail.at >= from,
  );
  const events = await allEvents(client, programId);
  const rows = [
    ...events.flatMap((event) => rowOf(event, titles)),
    ...mails.map((mail): Row => ({ at: mail.at, mark: 'email', text: mail.subject, color: 'green' })),
  ].sort((a, b) => a.at.localeCompare(b.at));
  for (const row of rows)
    process.stdout.write(`${clockTime(row.at)}  ${styleText(row.color, row.mark.padEnd(9))} ${row.text}\n`);
  process.stdout.write(`\nExecutions of the two state machines\n`);
  for (const { name, status } of program.executions) process.stdout.write(`  ${status.padEnd(10)} ${name}\n`);
  process.stdout.write(
    `\n${program.dose.done} of ${program.dose.of} doses, ${sessions.length} sessions, ${mails.length} emails, ${program.executions.length} executions, ${events.length} events in the record.\nThe program is ${styleText('bold', program.status)}.\n`,
  );
  return program.status;
}

async function allEvents(client: Client, programId: string): Promise<Event[]> {
  const events: Event[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: { items: Event[]; next: string | null } = await client.get(
      `/v1/programs/${programId}/timeline?limit=100${cursor ? `&cursor=${cursor}` : ''}`,
    );
    events.push(...page.items);
    cursor = page.next;
  }
  return events;
}

function rowOf({ at, type, data }: Event, titles: ReadonlyMap<string, string>): Row[] {
  const session = titles.get(String(data.sessionId)) ?? 'session';
  const wall = (start: unknown): string => String((start as { at: string }).at).replace('T', ' ');
  switch (type) {
    case 'program-enrolled':
      return [{ at, mark: 'program', text: 'enrolled', color: 'magenta' }];
    case 'phase-moved':
      return [
        {
          at,
          mark: 'phase',
          text: `${data.to}${Number(data.dose) > 0 ? ` ${data.dose}` : ''}   (${data.milestone})`,
          color: 'cyan',
        },
      ];
    case 'session-booked':
      return [{ at, mark: 'session', text: `${session} booked for ${wall(data.start)}`, color: 'yellow' }];
    case 'session-moved':
      return [
        { at, mark: 'session', text: `${session} moved from ${wall(data.from)} to ${wall(data.to)}`, color: 'yellow' },
      ];
    case 'session-started':
      return [{ at, mark: 'session', text: `${session} started`, color: 'yellow' }];
    case 'outcome-recorded':
      return [{ at, mark: 'session', text: `${session} ${data.result}`, color: 'yellow' }];
    case 'session-confirmed':
      return [{ at, mark: 'patient', text: `${session} confirmed on her page`, color: 'blue' }];
    case 'address-confirmed':
      return [{ at, mark: 'patient', text: 'address confirmed on her page', color: 'blue' }];
    case 'clearance-given':
      return [{ at, mark: 'session', text: `${session} cleared`, color: 'yellow' }];
    case 'task-raised':
      return [{ at, mark: 'task', text: String(data.kind), color: 'gray' }];
    case 'program-completed':
      return [{ at, mark: 'program', text: 'completed', color: 'magenta' }];
    default:
      return [];
  }
}

function clockTime(instant: string): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  return local.toLocaleString('en-GB', {
    weekday: 'short',
    day: '2-digit',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
}
