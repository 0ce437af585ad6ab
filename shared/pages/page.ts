/** The pages that a link in a message opens. */
import type { MonitorPage, PatientPage } from '../domain/page-view.ts';

/** What was just done, to say so above the page. */
export type Done = 'session' | 'check' | 'check-in' | 'measure' | 'address' | 'action' | 'presence' | 'code';

export type Page =
  /** Unknown, expired, revoked: nothing is said of what it was. */
  | { kind: 'gone' }
  /** Who are you? After five wrong answers only a code by mail opens it. */
  | { kind: 'prove'; locale: string; locked: boolean; failed: 'date-of-birth' | 'code' | null; codeSent: boolean }
  | { kind: 'patient'; view: PatientPage; done: Done | null; problem: Problem | null }
  | { kind: 'monitor'; view: MonitorPage; done: Done | null; problem: Problem | null }
  /** The secret address of the calendar: said once. */
  | { kind: 'calendar'; locale: string; url: string };

/** Why nothing was done, in words; `fields` are the names of what was not answered. */
export type Problem = { detail: string; fields: readonly string[] };
