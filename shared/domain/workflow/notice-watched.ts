/** Acts on what the clock has brought to notice of a session: a task with an owner, or the estimate of its end. */
import type { Change } from '../change.ts';
import { clinicianOf, leadOf } from '../milestones.ts';
import { planEstimatedAfter } from '../planning.ts';
import { isDose } from '../protocol.ts';
import type { Session, Task } from '../state.ts';
import { plusHours } from '../time.ts';
import { hasMonitorSaidYes, isConfirmed, vitalsDueRule, type Watch, watchesOf } from '../watches.ts';

export function noticeWatched(change: Change, sessionId: string): void {
  const session = change.session(sessionId);
  if (!session) return;
  for (const watch of dueWatches(change, session)) {
    const current = change.session(sessionId) ?? session;
    change.putSession({ ...current, raised: [...current.raised, watch.mark] });
    notice(change, current, watch);
  }
}

/** On hold nobody is asked to confirm: a resume brings it up again. */
export function dueWatches({ protocol, program, now }: Change, session: Session): Watch[] {
  const held: readonly Watch['kind'][] = program.status === 'on-hold' ? ['unconfirmed', 'unopened'] : [];
  return watchesOf(protocol, program, session).filter(({ at, kind }) => at <= now && !held.includes(kind));
}

function notice(change: Change, session: Session, { kind }: Watch): void {
  const { sessionId } = session;
  if (kind === 'end-estimate') {
    const seen = change.session(sessionId) ?? session;
    change.putSession(planEstimatedAfter(change.setting, seen));
    change.record('touchpoints-planned', { sessionId, name: 'after', estimated: true });
    return;
  }
  const task = taskOf(change, session, kind);
  if (task && !change.hasOpenTask(task.kind, sessionId)) change.raiseTask({ ...task, sessionId });
  else change.record('noticed', { sessionId, kind });
}

type Raised = Pick<Task, 'kind' | 'urgency' | 'owner' | 'due' | 'rule' | 'text'>;

function taskOf(change: Change, session: Session, kind: Exclude<Watch['kind'], 'end-estimate'>): Raised | null {
  const { program, now } = change;
  const { phone } = program.patient;
  const lead = leadOf(program);
  switch (kind) {
    case 'undocumented':
      return {
        kind: 'undocumented',
        urgency: isDose(session.kind) ? 'urgent' : 'soon',
        owner: lead,
        due: plusHours(now, 24),
        rule: 'R12',
        text: 'This session is over and nobody has recorded how it went. Record its outcome, move it or cancel it.',
      };
    case 'vitals-due':
      return {
        kind: 'after-dose',
        urgency: 'urgent',
        owner: clinicianOf(program),
        due: now,
        rule: vitalsDueRule,
        text: 'Vitals are to be taken now: take and record them.',
      };
    case 'unconfirmed':
      // A late start leaves nothing to confirm.
      if (session.start.instant <= now) return null;
      return {
        kind: 'unconfirmed',
        urgency: 'urgent',
        owner: lead,
        due: session.start.instant,
        rule: 'R14',
        text: `The patient has not confirmed this session${hasMonitorSaidYes(session) ? '' : ', nor has the monitor'}: call ${phone}, go through the guidelines and ask who will be there.`,
      };
    case 'unopened':
      if (isConfirmed(session) || session.start.instant <= now) return null;
      return {
        kind: 'unopened',
        urgency: 'urgent',
        owner: lead,
        due: session.start.instant,
        rule: 'R4',
        text: `The patient, who wants discreet messages, has not opened any about this session: call ${phone} and tell the guidelines.`,
      };
    case 'no-answer':
      return {
        kind: 'no-answer',
        urgency: 'urgent',
        owner: clinicianOf(program),
        due: plusHours(now, 2),
        rule: 'R14',
        text: `The patient has not answered how they are after the session: call ${phone}. If nobody answers, call the contact person.`,
      };
  }
}
