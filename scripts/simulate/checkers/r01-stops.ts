/** R1: what a cancellation, a move, a hold, an end stops is not claimed after it, by the order of the chain. */
import type { Broken, Case, Event } from './evidence.ts';
import { Story, type ToldSession } from './story.ts';

const before = /^(booked|booked-late|moved|not-yet|confirmed|reminder-1d|reminder-3d|reminder-24h|reminder-3h)$/;

/** `ses_x_r2_reminder-3d_patient`, `prg_x_welcome-2_patient`. */
export function readKey(key: string): { owner: string; revision: number; name: string; audience: string } {
  const [, owner = '', revision = '0', counted = '', audience = ''] =
    /^((?:ses|prg)_[a-z0-9]+)(?:_r(\d+))?_(.+)_(patient|monitor)$/.exec(key) ?? [];
  const name = /^(.*?[a-z])(?:-\d+)?$/.exec(counted)?.[1] ?? counted;
  return {
    owner,
    revision: Number(revision),
    name: /^reminder-\d/.test(counted) ? counted.replace(/^(reminder-\d+[dh]).*$/, '$1') : name,
    audience,
  };
}

export function checkStops(one: Case): Broken[] {
  const story = new Story(one);
  const broken: Broken[] = [];
  for (const event of one.events) {
    const why = event.type === 'message-claimed' ? whyStopped(story, event) : null;
    if (why)
      broken.push({
        rule: 'R1',
        programId: one.head.programId,
        at: event.at,
        what: `${String(event.data.key)} was claimed (event ${event.seq}) although ${why}`,
      });
    story.tell(event);
  }
  return broken;
}

export const isBeforeSession = (name: string, { endedAt }: Pick<ToldSession, 'endedAt'>): boolean =>
  before.test(name) || (name === 'measure' && endedAt === null);

function whyStopped(story: Story, { data }: Event): string | null {
  // Staff hear of their tasks whatever becomes of the patient, until they are done.
  const taskId = /^(prg_[a-z0-9]+-t\d+)_.*_staff$/.exec(String(data.key))?.[1];
  if (taskId) return story.resolvedTasks.has(taskId) ? 'its task is resolved' : null;
  const { owner, revision, name, audience } = readKey(String(data.key));
  if (story.status === 'deceased') return 'the patient has died';
  const consent = audience === 'monitor' ? 'monitor-and-contact' : 'email';
  const standing = story.consents.get(consent);
  if (!standing || standing.withdrawn) return `no consent of kind ${consent} stands`;
  if (audience === 'patient' && story.contactBy === 'call') return 'the patient wishes to be called';
  const session = story.sessions.get(owner);
  if (!session) return whyNoticeStopped(story, name);
  if (!isBeforeSession(name, session)) return null;
  if (session.status !== 'booked') return `the session is ${session.status}`;
  if (revision !== session.revision) return `the session stands at revision ${session.revision}`;
  if (story.status === 'on-hold') return 'the program is on hold';
  return story.ended ? `the program is ${story.status}` : null;
}

function whyNoticeStopped({ status }: Story, name: string): string | null {
  if (name === 'on-hold' && status !== 'on-hold') return `the program is ${status}`;
  if (name === 'resumed' && status !== 'active') return `the program is ${status}`;
  return null;
}
