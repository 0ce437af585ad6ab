/** What can be done on a page: each a button that somebody pressed. */

import type { Change, Refused } from '../../shared/domain/change.ts';
import { completeAction } from '../../shared/domain/patient/actions.ts';
import { calendarLinkFor, confirmAddress } from '../../shared/domain/patient/page-access.ts';
import {
  answerAsMonitor,
  answerCheck,
  checkQuestions,
  confirmSession,
} from '../../shared/domain/patient/session-answers.ts';
import { answerCheckIn, itemsOf, takeMeasure } from '../../shared/domain/patient/well-being.ts';
import type { Instrument } from '../../shared/domain/protocol.ts';
import type { Done, Page, Problem } from '../../shared/pages/page.ts';
import { monitorItself, patientItself } from '../../shared/use-cases/run-command.ts';
import { makeSecret } from '../../shared/use-cases/secrets.ts';
import type { Deps } from '../live.ts';
import { type Entered, onProgram } from './entrance.ts';
import { answerOf, givenIn, isNoteTooLong, noteOf } from './form.ts';

type Patient = Extract<Entered, { kind: 'patient' }>;
type Monitor = Extract<Entered, { kind: 'monitor' }>;
type Params = Readonly<Record<string, string | undefined>>;
type Answer =
  | { kind: 'done'; done: Done }
  | { kind: 'problem'; problem: Omit<Problem, 'form'> }
  | { kind: 'page'; page: Page };

export type PostRoute = {
  path: string;
  for: 'patient' | 'monitor';
  perform(deps: Deps, entered: Patient | Monitor, form: URLSearchParams, params: Params): Promise<Answer>;
};

type Decided = Refused | Record<string, unknown> | undefined;
type Decide = (change: Change, form: URLSearchParams, params: Params) => Decided;

function patientPost(path: string, done: (form: URLSearchParams) => Done, decide: Decide): PostRoute {
  return {
    path: `/p/{token}/${path}`,
    for: 'patient',
    perform: (deps, entered, form, params) =>
      isNoteTooLong(form)
        ? Promise.resolve(problem('too-long', ['note'], form))
        : command(deps, entered, form, done(form), (change) => decide(change, form, params)),
  };
}

function problem(reason: Problem['reason'], fields: readonly string[], form: URLSearchParams): Answer {
  return { kind: 'problem', problem: { reason, fields, given: givenIn(form) } };
}

async function command(
  deps: Deps,
  entered: Patient | Monitor,
  form: URLSearchParams,
  done: Done,
  decide: (change: Change) => Decided,
): Promise<Answer> {
  const who = entered.kind === 'patient' ? patientItself : monitorItself;
  const made = await onProgram(deps, entered.link, (change) => decide(change) ?? {}, who);
  if (made.ok) return { kind: 'done', done };
  if (!('refusal' in made)) return problem('busy', [], form);
  const { code, more } = made.refusal;
  if (code === 'no-monitor') return problem('no-monitor', [], form);
  const fields = Array.isArray(more?.errors) ? more.errors.map(({ path }: { path: string }) => path) : [];
  return problem(fields.length > 0 ? 'unanswered' : 'changed', fields, form);
}

const revisionOf = (form: URLSearchParams): number => Number(form.get('revision'));

function missing(fields: readonly string[]): Refused {
  const errors = fields.map((path) => ({ path, message: 'Please answer.' }));
  return { ok: false, refusal: { code: 'invalid', detail: 'Please answer every question.', more: { errors } } };
}

const always = (done: Done) => (): Done => done;

const itemNames = (instrument: Instrument): string[] =>
  Array.from({ length: itemsOf(instrument) }, (_, index) => `item-${index + 1}`);

/** Who thinks of hurting themselves reads at once whom to call. */
const isUnsafe = (form: URLSearchParams): boolean =>
  Number(form.get('item-9') ?? 0) > 0 || answerOf(form, 'unsafe') === true;

export const posts: readonly PostRoute[] = [
  patientPost('address', always('address'), confirmAddress),
  patientPost('sessions/{sessionId}/confirm', always('session'), (change, form, { sessionId }) => {
    const unticked = ['guidelines', 'monitor'].filter((name) => form.get(name) !== 'yes');
    return unticked.length > 0 ? missing(unticked) : confirmSession(change, sessionId ?? '', revisionOf(form));
  }),
  patientPost('sessions/{sessionId}/check', always('check'), (change, form, { sessionId }) => {
    const session = change.session(sessionId ?? '');
    const asked = session && checkQuestions(change.protocol, session, change.now);
    const given = (prefix: string, codes: readonly string[] = []) =>
      Object.fromEntries(
        codes.flatMap((code) => {
          const answer = answerOf(form, `${prefix}.${code}`);
          return answer === undefined ? [] : [[code, answer]];
        }),
      );
    return answerCheck(change, sessionId ?? '', {
      revision: revisionOf(form),
      answers: given('answers', asked?.contraindications),
      taken: given('taken', asked?.taken),
      note: noteOf(form),
    });
  }),
  patientPost(
    'check-ins/{key}',
    (form) => (isUnsafe(form) ? 'unsafe' : 'check-in'),
    (change, form, { key }) => {
      const [unsafe, unwell, wantsCall] = ['unsafe', 'unwell', 'wantsCall'].map((name) => answerOf(form, name));
      if (unsafe === undefined || unwell === undefined || wantsCall === undefined)
        return missing(['unsafe', 'unwell', 'wantsCall'].filter((name) => answerOf(form, name) === undefined));
      return answerCheckIn(change, key ?? '', { unsafe, unwell, wantsCall, note: noteOf(form) });
    },
  ),
  ...(['phq-9', 'gad-7'] as const).map((instrument) =>
    patientPost(
      `measures/${instrument}`,
      (form) => (isUnsafe(form) ? 'unsafe' : 'measure'),
      (change, form) => {
        const names = itemNames(instrument);
        const unanswered = names.filter((name) => !/^[0-3]$/.test(form.get(name) ?? ''));
        if (unanswered.length > 0) return missing(unanswered);
        const items = names.map((name) => Number(form.get(name)));
        return takeMeasure(change, instrument, items, 'patient');
      },
    ),
  ),
  patientPost('actions/{actionId}/done', always('action'), (change, _form, { actionId }) =>
    completeAction(change, actionId ?? ''),
  ),
  {
    path: '/p/{token}/calendar',
    for: 'patient',
    perform: async (deps, { link, program, context }) => {
      const secret = makeSecret(deps.chance, 'link');
      await deps.links.put(secret.hash, calendarLinkFor(program, deps.now()));
      await onProgram(deps, link, (change) => {
        change.record('page-opened', { calendar: true });
        return {};
      });
      const url = `${deps.pagesUrl}/p/${secret.value}/calendar.ics`;
      const { locale, country } = program.patient;
      return { kind: 'page', page: { kind: 'calendar', locale, country, phone: context.clinic.phone, url } };
    },
  },
  {
    path: '/p/{token}/presence',
    for: 'monitor',
    perform: async (deps, entered, form) => {
      const attends = answerOf(form, 'attends');
      const { link } = entered;
      return command(deps, entered, form, attends === false ? 'absence' : 'presence', (change) =>
        attends === undefined
          ? missing(['attends'])
          : answerAsMonitor(change, link.sessionId ?? '', {
              revision: revisionOf(form),
              email: link.monitorEmail ?? '',
              attends,
            }),
      );
    },
  },
];
