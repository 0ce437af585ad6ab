/** Every state that a page can be in. */
import { lasting, lastingAfter } from '../../scripts/mail-preview/example-views.ts';
import type { Page, Problem } from '../../shared/pages/page.ts';
import { renderPage } from '../../shared/pages/render-page.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { aCheck, aPageSession, base, dayBefore, monitor, morning, patient, proof } from './example-views.ts';

const problem = (changes: Partial<Problem>): Problem => ({
  form: '',
  reason: 'unanswered',
  fields: [],
  given: {},
  ...changes,
});

const checking = aPageSession({ check: aCheck(), confirmed: true });
const integration = aPageSession({
  sessionId: 'ses_integration',
  kind: 'integration',
  doseNumber: 2,
  start: { at: '2027-01-25T10:00', timeZone: 'America/Denver', instant: '2027-01-25T17:00:00.000Z', offset: '-07:00' },
});
const actions = [
  {
    actionId: 'act_1',
    text: 'Walk by the river every morning',
    due: '2027-01-24',
    accountability: null,
    addedAt: dayBefore,
    doneAt: null,
  },
  {
    actionId: 'act_2',
    text: 'Write to my sister',
    due: null,
    accountability: 'Luis',
    addedAt: dayBefore,
    doneAt: null,
  },
];

const reflections = {
  intention: 'To meet the fear without running from it',
  earlierIntentions: [{ text: 'To sleep again', at: '2027-01-05T17:00:00.000Z' }],
  coreWounds: ['Being left alone as a child'],
  insights: ['I can ask for help', 'My father was afraid, too'],
};

/** Every state that a page can be in. */
export const examples: Readonly<Record<string, Page>> = {
  gone: { kind: 'gone', locale: 'en-US' },
  'failed-internal': { kind: 'failed', locale: 'en-US', why: 'internal' },
  'failed-too-large': { kind: 'failed', locale: 'en-US', why: 'too-large' },
  prove: proof(),
  'prove-wrong-date': proof({ failed: 'date-of-birth' }),
  'prove-no-date': proof({ failed: 'no-date' }),
  'prove-code-sent': proof({ codeSent: true }),
  'prove-wrong-code': proof({ failed: 'code' }),
  'prove-locked': proof({ locked: true }),
  'prove-kept': proof({ kept: { form: 'measures/phq-9', given: { 'item-1': '2' } } }),
  'patient-confirm': patient({ sessions: [aPageSession(), integration], actions, reflections }),
  'patient-confirm-problem': patient(
    {},
    { problem: problem({ form: 'sessions/ses_example/confirm', fields: ['monitor'], given: { guidelines: 'yes' } }) },
  ),
  'patient-confirmed': patient({ sessions: [aPageSession({ confirmed: true })] }, { done: 'session' }),
  'patient-changed': patient({}, { problem: problem({ form: 'sessions/ses_example/confirm', reason: 'changed' }) }),
  'patient-no-monitor': patient({ sessions: [aPageSession({ monitorName: null })] }),
  'patient-check': patient({ sessions: [checking] }),
  'check-form': patient({ sessions: [checking] }, { form: 'sessions/ses_example/check' }),
  'check-form-problem': patient(
    { sessions: [checking] },
    {
      form: 'sessions/ses_example/check',
      problem: problem({
        form: 'sessions/ses_example/check',
        fields: ['answers.serious-heart-problem', 'taken.alcohol'],
        given: { 'answers.psychosis-or-mania': 'no', 'taken.stimulant': 'yes', note: 'A <cold> & a cough' },
      }),
    },
  ),
  'check-form-by-plan': patient(
    {
      now: '2027-01-20T16:10:00.000Z',
      sessions: [
        aPageSession(
          {
            confirmed: true,
            check: aCheck({
              contraindications: ['serious-heart-problem', 'elevated-liver-values'],
              taken: ['benzodiazepine', 'stimulant', 'alcohol', 'solid-food', 'liquids'],
              takes: ['benzodiazepine', 'alcohol-daily'],
            }),
          },
          '2027-01-20T16:10:00.000Z',
        ),
      ],
    },
    { form: 'sessions/ses_example/check' },
  ),
  'patient-checked': patient(
    { sessions: [aPageSession({ confirmed: true, check: aCheck({ answeredAt: dayBefore }) })] },
    { done: 'check' },
  ),
  'patient-blocked': patient({ sessions: [aPageSession({ blocked: true, confirmed: true })] }, { done: 'check' }),
  'patient-late': patient({
    now: '2027-01-19T21:00:00.000Z',
    sessions: [aPageSession({ blocked: true, late: true }, '2027-01-19T21:00:00.000Z')],
  }),
  'patient-paused': patient({ sessions: [aPageSession({ onHold: true })] }),
  'patient-morning': patient({ now: morning, sessions: [aPageSession({ confirmed: true }, morning)] }),
  'patient-two-zones': patient({
    now: morning,
    reader: { timeZone: 'America/New_York', country: 'US' },
    sessions: [aPageSession({ confirmed: true }, morning)],
  }),
  'patient-begun': patient({
    now: '2027-01-20T17:05:00.000Z',
    sessions: [aPageSession({ confirmed: true }, '2027-01-20T17:05:00.000Z')],
  }),
  'patient-in-session': patient({
    now: '2027-01-20T18:00:00.000Z',
    after: { inSession: true, monitorName: 'Luis Ortiz', lasting: [lasting({ until: null })] },
    sessions: [],
  }),
  'patient-after': patient({
    now: '2027-01-20T20:00:00.000Z',
    after: {
      inSession: false,
      monitorName: 'Luis Ortiz',
      lasting: lastingAfter,
    },
    sessions: [integration],
  }),
  'patient-check-in': patient({
    now: '2027-01-21T17:05:00.000Z',
    sessions: [integration],
    checkIns: [{ key: 'ses_example-1-next-day', startedAt: '2027-01-20T17:00:00.000Z' }],
    measures: ['phq-9', 'gad-7'],
    confirmAddress: { email: 'maya@example.com' },
    actions,
  }),
  'patient-check-in-problem': patient(
    { sessions: [integration], checkIns: [{ key: 'ses_example-1-next-day', startedAt: '2027-01-20T17:00:00.000Z' }] },
    {
      problem: problem({
        form: 'check-ins/ses_example-1-next-day',
        fields: ['wantsCall'],
        given: { unsafe: 'no', unwell: 'yes', note: 'Dizzy' },
      }),
    },
  ),
  'patient-unsafe': patient({ sessions: [integration] }, { done: 'unsafe' }),
  'phq-9': patient({ measures: ['phq-9', 'gad-7'] }, { form: 'measures/phq-9' }),
  'phq-9-problem': patient(
    { measures: ['phq-9'] },
    {
      form: 'measures/phq-9',
      problem: problem({
        form: 'measures/phq-9',
        fields: ['item-3', 'item-9'],
        given: { 'item-1': '2', 'item-2': '0' },
      }),
    },
  ),
  'phq-9-kept': patient(
    { measures: ['phq-9'] },
    {
      form: 'measures/phq-9',
      problem: problem({ form: 'measures/phq-9', reason: 'kept', given: { 'item-1': '2', 'item-9': '1' } }),
    },
  ),
  'gad-7': patient({ measures: ['gad-7'] }, { form: 'measures/gad-7' }),
  'patient-safety': patient({ safety: ketamineHome.safetyInformation[0]?.sections ?? [] }),
  'patient-nothing': patient({ sessions: [], careTeam: [] }),
  'monitor-ask': monitor(),
  'monitor-yes': monitor({ answer: { attends: true } }, { done: 'presence' }),
  'monitor-no': monitor({ answer: { attends: false }, blocked: true }, { done: 'absence' }),
  'monitor-problem': monitor({}, { problem: problem({ form: 'presence', fields: ['attends'] }) }),
  'monitor-cancelled': monitor({ state: 'cancelled', answer: null }),
  'monitor-over': monitor({ state: 'over', answer: null }),
  'monitor-paused': monitor({ state: 'paused' }),
  calendar: {
    kind: 'calendar',
    locale: 'en-US',
    country: 'US',
    phone: '+1 303 555 0110',
    url: 'https://pages.clinic.example/p/lnk_bbbbbbbbbbbbbbbbbbbb/calendar.ics',
  },
};

/** The same page for a reader of another language. */
export function inLocale(page: Page, locale: string): Page {
  return page.kind === 'patient' || page.kind === 'monitor'
    ? ({ ...page, view: { ...page.view, locale } } as Page)
    : { ...page, locale };
}

export const render = (page: Page): string => renderPage(page, base);
