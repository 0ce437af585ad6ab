/** Every message that there is, and what a reader sees of it. */
import {
  aMonitorView,
  aSession,
  aView,
  inLocale,
  kinds,
  monitorTemplates,
  templates,
} from '../../scripts/mail-preview/example-views.ts';
import type { MessageView } from '../../shared/domain/message-view.ts';

export const locales = ['en-US', 'es-US'] as const;

const variants: readonly Partial<MessageView>[] = [
  { blocked: true },
  { late: true, blocked: true, now: '2027-01-20T16:30:00.000Z' },
  { carries: ['reminder-3d', 'reminder-24h', 'reminder-1d', 'measure'], asks: ['confirm-session', 'measures'] },
  { clinicianName: null, after: null, pageUrl: null },
];

/** Template × audience × kind of session × what may stand in it × language. */
export const everyView: readonly (readonly [string, MessageView])[] = locales.flatMap((locale) => [
  ...templates.flatMap((template) =>
    kinds.flatMap((kind) =>
      [{}, ...(kind === 'dosing' || kind === 'integration' ? variants : [])].map(
        (variant, index) =>
          [`${locale} ${template}, ${kind}, ${index}`, inLocale(aView(template, kind, variant), locale)] as const,
      ),
    ),
  ),
  ...monitorTemplates.flatMap((template) =>
    [{}, ...variants].flatMap((variant, index) =>
      [true, false].map(
        (discreet) =>
          [
            `${locale} ${template} to the monitor, ${index}${discreet ? ', discreet' : ''}`,
            inLocale(aMonitorView(template, { session: aSession('dosing'), ...variant }, { discreet }), locale),
          ] as const,
      ),
    ),
  ),
]);

/** The words that a reader sees in the HTML, without tags, styles and hidden text. */
export function visible(html: string): string {
  return html
    .replace(/<style[\s\S]*?<\/style>|<title>[\s\S]*?<\/title>|<!--[\s\S]*?-->/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#x27;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');
}

/** What a message in plain text says that still holds, line by line. */
export function held(said: string): string[] {
  const part = said.split('\n\n').find((one) => /^(WHAT STILL HOLDS|LO QUE SIGUE EN PIE)/.test(one));
  const [, ...lines] = part?.split('\n') ?? [];
  return lines.map((line) => line.trim().replace(/^- /, ''));
}
