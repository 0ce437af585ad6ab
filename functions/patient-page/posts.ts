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
import { answerOf, noteOf } from './form.ts';

type Patient = Extract<Entered, { kind: 'patient' }>;
type Monitor = Extract<Entered, { kind: 'monitor' }>;
type Params = Readonly<Record<string, string | undefined>>;
type Answer = { kind: 'done'; done: Done } | { kind: 'problem'; problem: Problem } | { kind: 'page'; page: Page };

export type PostRoute = {
  path: string;
  for: 'patient' | 'monitor';
  perform(deps: Deps, entered: Patient | Monitor, form: URLSearchParams, params: Params): Promise<Answer>;
};

type Decide = (change: Change, form: URLSearchParams, params: Params, entered: Patient) => Refused | object | undefined;

function patientPost(path: string, done: Done, decide: Decide): PostRoute {
  return {
    path: `/p/{token}/${path}`,
    for: 'patient',
    perform: async (deps, entered, form, params) =>
      entered.kind === 'patient'
        ? command(deps, entered, done, (change) => decide(change, form, params, entered))
        : notHere,
  };
}

const notHere: Answer = { kind: 'problem', problem: { detail: '', fields: [] } };

async function command(
  deps: Deps,
  entered: Patient | Monitor,
  done: Done,
  decide: (change: Change) => Refused | object | undefined,
): Promise<Answer> {
  const who = entered.kind === 'patient' ? patientItself : monitorItself;
  const made = await onProgram(deps, entered.link, (change) => decide(change) ?? {}, who);
  if (made.ok) return { kind: 'done', done };
  if (!('refusal' in made)) return notHere;
  const errors = made.refusal.more?.errors;
  const fields = Array.isArray(errors) ? errors.map(({ path }: { path: string }) => path) : [];
  return { kind: 'problem', problem: { detail: made.refusal.detail, fields } };
}

const revisionOf = (form: URLSearchParams): number => Number(form.get('revision'));

function missing(...fields: string[]): Refused {
  return {
    ok: false,
    refusal: {
      code: 'invalid',
      detail: 'Please answer every question.',
      more: { errors: fields.map((path) => ({ path, message: 'Please answer.' })) },
    },
  };
}

export const posts: readonly PostRoute[] = [
  patientPost('address', 'address', confirmAddress),
  patientPost('sessions/{sessionId}/confirm', 'session', (change, form, { sessionId }) => {
    const unticked = ['guidelines', 'monitor'].filter((name) => form.get(name) !== 'yes');
    return unticked.length > 0 ? missing(...unticked) : confirmSession(change, sessionId ?? '', revisionOf(form));
  }),
  patientPost('sessions/{sessionId}/check', 'check', (change, form, { sessionId }) => {
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
  patientPost('check-ins/{key}', 'check-in', (change, form, { key }) => {
    const [unsafe, unwell, wantsCall] = ['unsafe', 'unwell', 'wantsCall'].map((name) => answerOf(form, name));
    if (unsafe === undefined || unwell === undefined || wantsCall === undefined)
      return missing(...['unsafe', 'unwell', 'wantsCall'].filter((name) => answerOf(form, name) === undefined));
    return answerCheckIn(change, key ?? '', { unsafe, unwell, wantsCall, note: noteOf(form) });
  }),
  patientPost('measures/{instrument}', 'measure', (change, form, { instrument }) => {
    const known = (['phq-9', 'gad-7'] as const).find((one): one is Instrument => one === instrument);
    if (!known) return missing('instrument');
    const names = Array.from({ length: itemsOf(known) }, (_, index) => `item-${index + 1}`);
    const unanswered = names.filter((name) => !/^[0-3]$/.test(form.get(name) ?? ''));
    if (unanswered.length > 0) return missing(...unanswered);
    return takeMeasure(
      change,
      known,
      names.map((name) => Number(form.get(name))),
      'patient',
    );
  }),
  patientPost('actions/{actionId}/done', 'action', (change, _form, { actionId }) =>
    completeAction(change, actionId ?? ''),
  ),
  {
    path: '/p/{token}/calendar',
    for: 'patient',
    perform: async (deps, { link, program }) => {
      const secret = makeSecret(deps.chance, 'link');
      await deps.links.put(secret.hash, calendarLinkFor(program, deps.now()));
      const url = `${deps.pagesUrl}/p/${secret.value}/calendar.ics`;
      await onProgram(deps, link, (change) => {
        change.record('page-opened', { calendar: true });
        return {};
      });
      return { kind: 'page', page: { kind: 'calendar', locale: program.patient.locale, url } };
    },
  },
  {
    path: '/p/{token}/presence',
    for: 'monitor',
    perform: async (deps, entered, form) => {
      if (entered.kind !== 'monitor') return notHere;
      const attends = answerOf(form, 'attends');
      const { session, link } = entered;
      return command(deps, entered, 'presence', (change) =>
        attends === undefined
          ? missing('attends')
          : answerAsMonitor(change, session.sessionId, {
              revision: revisionOf(form),
              email: link.monitorEmail ?? '',
              attends,
            }),
      );
    },
  },
];
