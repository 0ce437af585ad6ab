/** A program as its record tells it, event by event: what was so at the instant of each. */
import type { Case, Event, Protocol } from './evidence.ts';

export type ToldSession = {
  kind: string;
  status: 'booked' | 'in-session' | 'completed' | 'stopped-early' | 'no-show' | 'cancelled';
  revision: number;
  start: { instant: string; timeZone: string };
  durationMinutes: number;
  monitor: { email: string } | null;
  blocks: Set<string>;
  clearance: { at: string; revision: number; checks: Record<string, boolean>; void: boolean } | null;
  startedAt: string | null;
  endedAt: string | null;
  amountMg: number | null;
  supplements: number;
  group: { groupId: string; revision: number } | null;
};
type Screening = {
  at: string;
  answers: Record<string, boolean>;
  takes: string[];
  cautions: string[];
  contraindications: string[];
};
/** What was done elsewhere, before the program. */
type Imported = {
  sessionId: string;
  kind: string;
  result: string;
  startedAt: string;
  endedAt: string;
  timeZone: string;
};
type Decision = { at: string; about: string; sessionId: string | null; decision: string };

export class Story {
  status = 'active';
  readonly sessions = new Map<string, ToldSession>();
  readonly consents = new Map<string, { signedOn: string; withdrawn: boolean }>();
  readonly screenings: Screening[] = [];
  readonly decisions: Decision[] = [];
  readonly resolvedTasks = new Set<string>();
  contactBy = 'email';
  intentions = 0;
  /** A serious adverse event, after which no clinician has said yet how to go on. */
  #undecided = false;
  readonly #protocol: Protocol;

  constructor({ protocol }: Pick<Case, 'protocol'>) {
    this.#protocol = protocol;
  }

  get ended(): boolean {
    return this.status !== 'active' && this.status !== 'on-hold';
  }

  /** Given doses before an instant, by their actual start. */
  givenDoses(): ToldSession[] {
    return [...this.sessions.values()]
      .filter(({ kind, status }) => kind === 'dosing' && (status === 'completed' || status === 'stopped-early'))
      .sort((a, b) => (a.startedAt ?? '').localeCompare(b.startedAt ?? ''));
  }

  session(data: Event['data']): ToldSession | undefined {
    return this.sessions.get(String(data.sessionId));
  }

  tell({ type, data, at }: Event): void {
    const session = this.session(data);
    switch (type) {
      case 'program-enrolled':
        this.screenings.push({ ...(data.screening as Screening), at });
        for (const one of data.consents as { kind: string; signedOn: string }[])
          this.consents.set(one.kind, { signedOn: one.signedOn, withdrawn: false });
        this.contactBy = (data.patient as { contactBy: string }).contactBy;
        this.#undecided =
          ((data.earlier as { undecidedEvents?: unknown[] } | undefined)?.undecidedEvents ?? []).length > 0;
        return;
      case 'history-imported':
        for (const one of data.sessions as Imported[]) this.#import(one);
        return;
      case 'screening-added':
        this.screenings.push({ ...(data as unknown as Screening), at });
        return;
      case 'consent-signed':
        this.consents.set(String(data.kind), { signedOn: String(data.signedOn), withdrawn: false });
        return;
      case 'consent-withdrawn':
        this.consents.set(String(data.kind), {
          signedOn: this.consents.get(String(data.kind))?.signedOn ?? at,
          withdrawn: true,
        });
        return;
      case 'patient-changed':
        if (typeof data.contactBy === 'string') this.contactBy = data.contactBy;
        return;
      case 'task-resolved':
        this.resolvedTasks.add(String(data.taskId));
        return;
      case 'intention-added':
        this.intentions += 1;
        return;
      case 'decision-made':
        this.decisions.push({ ...(data as unknown as Decision), at });
        if (data.decision === 'proceed') session?.blocks.delete(String(data.about));
        if (data.about === 'adverse-event') this.#undecided = data.decision !== 'proceed';
        return;
      case 'session-booked':
        this.#book(data);
        return;
      default:
        if (session) this.#tellOfSession(session, type, data, at);
        if (type === 'adverse-event-recorded' || type === 'outcome-recorded') this.#blockBySerious(type, data);
        this.#tellOfProgram(type, data);
    }
  }

  #import({ sessionId, kind, result, startedAt, endedAt, timeZone }: Imported): void {
    this.#book({ sessionId, kind, start: { at: startedAt, timeZone, instant: startedAt }, durationMinutes: 0 });
    const session = this.sessions.get(sessionId);
    if (session) Object.assign(session, { status: result, startedAt, endedAt });
  }

  #book(data: Event['data']): void {
    this.sessions.set(String(data.sessionId), {
      kind: String(data.kind),
      status: 'booked',
      revision: 1,
      start: data.start as ToldSession['start'],
      durationMinutes: Number(data.durationMinutes),
      monitor: (data.monitor as ToldSession['monitor']) ?? null,
      blocks: new Set(this.#undecided && data.kind === 'dosing' ? ['adverse-event'] : []),
      clearance: null,
      startedAt: null,
      endedAt: null,
      amountMg: null,
      supplements: 0,
      group: (data.group as ToldSession['group']) ?? null,
    });
  }

  /** No dose that is booked then, or booked later, starts before a clinician has decided about it. */
  #blockBySerious(type: string, data: Event['data']): void {
    const events = type === 'adverse-event-recorded' ? [data] : ((data.adverseEvents ?? []) as { serious?: unknown }[]);
    if (!events.some(({ serious }) => serious === true)) return;
    this.#undecided = true;
    for (const one of this.sessions.values())
      if (one.kind === 'dosing' && one.status === 'booked') one.blocks.add('adverse-event');
  }

  #tellOfSession(session: ToldSession, type: string, data: Event['data'], at: string): void {
    if (data.group) session.group = data.group as ToldSession['group'];
    switch (type) {
      case 'session-moved': {
        const to = data.to as ToldSession['start'];
        if (to.instant !== session.start.instant) session.blocks.delete('late-booking');
        Object.assign(session, {
          revision: Number(data.revision),
          start: to,
          durationMinutes: Number(data.durationMinutes),
          monitor: data.monitor ?? null,
        });
        if (session.clearance) session.clearance.void = true;
        return;
      }
      case 'session-changed':
        // What it does not name has stayed.
        session.durationMinutes = Number(data.durationMinutes ?? session.durationMinutes);
        if ('monitor' in data) session.monitor = data.monitor as ToldSession['monitor'];
        if (data.monitorChanged && session.clearance) session.clearance.void = true;
        return;
      case 'times-derived-again':
        if (data.to) session.start = data.to as ToldSession['start'];
        return;
      case 'session-cancelled':
        session.status = 'cancelled';
        return;
      case 'dose-blocked':
        session.blocks.add(String(data.about));
        return;
      case 'clearance-given':
        session.clearance = {
          at,
          revision: Number(data.revision),
          checks: data.checks as Record<string, boolean>,
          void: false,
        };
        return;
      case 'session-started':
        session.status = 'in-session';
        session.startedAt = at;
        session.amountMg = data.amountMg as number | null;
        return;
      case 'supplement-given':
        session.supplements += 1;
        return;
      case 'outcome-recorded':
        session.status = data.result as ToldSession['status'];
        session.startedAt = (data.startedAt as string | null) ?? null;
        session.endedAt = (data.endedAt as string | null) ?? null;
        return;
      case 'outcome-corrected':
        session.status = data.result as ToldSession['status'];
        session.startedAt = String(data.startedAt);
        session.endedAt = String(data.endedAt);
        return;
    }
  }

  #tellOfProgram(type: string, data: Event['data']): void {
    const statuses: Record<string, string> = {
      'program-held': 'on-hold',
      'program-resumed': 'active',
      'program-withdrawn': 'withdrawn',
      'program-discharged': 'discharged',
      'patient-deceased': 'deceased',
      'program-completed': 'completed',
    };
    this.status = statuses[type] ?? this.status;
    for (const sessionId of (data.cancelled as string[] | undefined) ?? []) {
      const session = this.sessions.get(sessionId);
      if (session?.status === 'booked') session.status = 'cancelled';
    }
  }

  get protocol(): Protocol {
    return this.#protocol;
  }
}
