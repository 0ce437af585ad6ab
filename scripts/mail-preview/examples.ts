/** Every message that somebody can receive, once each, by a title. */
import type { MessageView } from '../../shared/domain/message-view.ts';
import { composeContent } from '../../shared/mail/compose-content.ts';
import { type RenderedMessage, renderMessage } from '../../shared/mail/render-message.ts';
import { renderStaffMessage } from '../../shared/mail/staff-message.ts';
import {
  aMonitorView,
  aView,
  deadlinesFor,
  holdsLonger,
  inLocale,
  lastingAfter,
  monitorTemplates,
  start,
  templates,
} from './example-views.ts';
import { aStaffView, staffTemplates } from './staff-examples.ts';

export type Example = {
  title: string;
  audience: 'patient' | 'monitor' | 'staff';
  discreet: boolean;
  template: string;
  render(locale: string): Promise<RenderedMessage & { preview: string }>;
};

const rendering = (view: MessageView): Pick<Example, 'template' | 'render'> => ({
  template: view.template,
  render: async (locale) => {
    const told = inLocale(view, locale);
    return { ...(await renderMessage(told)), preview: composeContent(told).preview };
  },
});

const booked = aView('booked');
const estimate = { after: null, now: '2027-01-20T20:00:00.000Z' };

/** What the same template says in another case. */
const cases: readonly [string, MessageView][] = [
  ['booked, no dose', aView('booked', 'integration')],
  ['booked, two clocks', { ...booked, reader: { ...booked.reader, timeZone: 'America/New_York' } }],
  [
    'booked, with medicines that have a plan',
    {
      ...booked,
      deadlines: deadlinesFor(start.instant, booked.now, ['benzodiazepine', 'alcohol', 'antihypertensive']),
    },
  ],
  ['cancelled, no dose', aView('cancelled', 'integration')],
  ['reminder-1d, with action items', aView('reminder-1d', 'integration')],
  ['reminder-1d, closing', aView('reminder-1d', 'closing')],
  ['introduction, of who stands in', aView('introduction', 'dosing', { leadStandsIn: true })],
  ['reminder-24h, blocked', aView('reminder-24h', 'dosing', { blocked: true })],
  ['booked, with what holds beyond the end', { ...booked, deadlines: holdsLonger(booked.deadlines) }],
  ['after, an estimate', aView('after', 'dosing', estimate)],
  ['after, with more that still holds', aView('after', 'dosing', { lasting: lastingAfter })],
  ['next-day, with more that still holds', aView('next-day', 'dosing', { lasting: lastingAfter })],
];

const patients: Example[] = [
  ...templates.map((template): [string, MessageView] => [template, aView(template)]),
  ...cases,
].map(([title, view]) => ({ title: `${title} · patient`, audience: 'patient', discreet: false, ...rendering(view) }));

const discreet: Example[] = (['booked', 'code'] as const).map((template) => {
  const view = aView(template);
  return {
    title: `${template === 'code' ? 'code' : 'all but the code'} · discreet patient`,
    audience: 'patient',
    discreet: true,
    ...rendering({ ...view, reader: { ...view.reader, discreet: true } }),
  };
});

const monitors: Example[] = monitorTemplates.flatMap((template) =>
  [false, true].map((unnamed) => ({
    title: `${template} · monitor${unnamed ? ' of a discreet patient' : ''}`,
    audience: 'monitor',
    discreet: unnamed,
    ...rendering(aMonitorView(template, {}, { discreet: unnamed })),
  })),
);

const monitorOfMore: Example = {
  title: 'after, with more that still holds · monitor',
  audience: 'monitor',
  discreet: false,
  ...rendering(aMonitorView('after', { lasting: lastingAfter })),
};

const staff: Example[] = staffTemplates.map((template) => ({
  title: `${template} · staff`,
  audience: 'staff',
  discreet: false,
  template,
  render: async (locale) => {
    const rendered = await renderStaffMessage(aStaffView(template, locale));
    return { ...rendered, preview: rendered.subject };
  },
}));

export const exampleMessages: readonly Example[] = [...patients, ...discreet, ...monitors, monitorOfMore, ...staff];
