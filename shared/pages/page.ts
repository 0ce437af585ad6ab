/** The pages that a link in a message opens. */
import type { MonitorPage, PatientPage } from '../domain/page-view.ts';

/** What was just done, to say so above the page. */
export const dones = [
  'session',
  'check',
  'check-in',
  'measure',
  'address',
  'action',
  'presence',
  'absence',
  'unsafe',
] as const;
export type Done = (typeof dones)[number];

/** What was typed and chosen, by the names of a form's fields. */
export type Given = Readonly<Record<string, string>>;

/** Why nothing was done yet, with all that was filled in: nobody answers nine questions twice. */
export type Problem = {
  /** The path of the form below the link, such as "measures/phq-9". */
  form: string;
  reason:
    | 'unanswered'
    | 'too-long'
    | 'changed'
    | 'no-monitor'
    | 'busy' /** The visit had ended; they are in again. */
    | 'kept';
  /** The names of what is missing or wrong. */
  fields: readonly string[];
  given: Given;
};

export type Page =
  /** Unknown, expired, revoked: nothing is said of what it was. */
  | { kind: 'gone'; locale: string }
  | { kind: 'failed'; locale: string; why: 'internal' | 'busy' | 'too-large' | 'no-form' | 'method' }
  /** Who are you? After five wrong answers only a code by mail opens it. */
  | {
      kind: 'prove';
      locale: string;
      country: string;
      locked: boolean;
      failed: 'date-of-birth' | 'no-date' | 'code' | null;
      codeSent: boolean;
      /** What was posted after the visit had ended: it waits in this page for its reader. */
      kept: Pick<Problem, 'form' | 'given'> | null;
    }
  /** `form`: one form by itself, the others are not shown. */
  | { kind: 'patient'; view: PatientPage; form: string | null; done: Done | null; problem: Problem | null }
  | { kind: 'monitor'; view: MonitorPage; done: Done | null; problem: Problem | null }
  /** The secret address of the calendar: said once. */
  | { kind: 'calendar'; locale: string; country: string; phone: string; url: string };
