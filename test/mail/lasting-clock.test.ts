/** After a dose no text says another clock time than those that follow from its end: in mails and on the page, whoever reads. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageViewOf } from '../../shared/domain/message-view-of.ts';
import { patientPageOf } from '../../shared/domain/page-view.ts';
import { changePatient } from '../../shared/domain/program/patient-data.ts';
import type { Guideline, WindowUntil } from '../../shared/domain/protocol.ts';
import type { Instant } from '../../shared/domain/state.ts';
import { plusHours, plusMinutes } from '../../shared/domain/time.ts';
import { renderMessage } from '../../shared/mail/render-message.ts';
import { renderPage } from '../../shared/pages/render-page.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { aProgram } from '../domain/builders.ts';
import { denverAt } from '../domain/people.ts';
import { visible } from './reading.ts';

const subjects = ['vehicle-or-machinery', 'alcohol', 'solid-food', 'liquids', 'benzodiazepine', 'swimming'] as const;
type Rule = { subject: (typeof subjects)[number]; until: WindowUntil };

const untils: fc.Arbitrary<WindowUntil> = fc.oneof(
  fc.constant({ anchor: 'actual-end' as const }),
  fc.record({
    anchor: fc.constant('hours-after-end' as const),
    hours: fc.integer({ min: 5, max: 150 }).map((n) => n / 2),
  }),
  fc.record({
    anchor: fc.constant('night-of-sleep' as const),
    hoursAfterEnd: fc.integer({ min: 4, max: 12 }),
    wallTime: fc.constantFrom('06:00', '08:00', '12:00'),
  }),
);

const cases = fc.record({
  rules: fc.uniqueArray(fc.record({ subject: fc.constantFrom(...subjects), until: untils }), {
    minLength: 1,
    maxLength: 6,
    selector: ({ subject }) => subject,
  }),
  timeZone: fc.constantFrom('America/Denver', 'America/New_York', 'America/Phoenix', 'Asia/Kolkata'),
  locale: fc.constantFrom('en-US', 'es-US'),
  endedAt: fc.integer({ min: 0, max: 240 }).map((minutes) => plusMinutes(denverAt('2027-01-20T11:00'), minutes)),
});

const guidelineOf = ({ subject, until }: Rule): Guideline => ({
  id: `no-${subject}`,
  subject,
  rule: 'avoid',
  from: { anchor: 'actual-start' },
  until,
  source: 'A test.',
  ...(subject === 'swimming' ? { words: { en: 'No swimming', es: 'No nade' } } : {}),
});

const clockOf = (instant: Instant, timeZone: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { timeZone, hour: 'numeric', minute: '2-digit' })
    .format(new Date(instant))
    .replace(/[\u00a0\u202f]/g, ' ');
const weekdayOf = (instant: Instant, timeZone: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { timeZone, weekday: 'long' }).format(new Date(instant));

/** By looking at a clock, minute for minute. */
function heldUntil(until: WindowUntil, endedAt: Instant, timeZone: string): Instant | null {
  if (until.anchor === 'actual-end') return null;
  if (until.anchor === 'hours-after-end') return plusHours(endedAt, until.hours);
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  let at = plusHours(endedAt, until.hoursAfterEnd);
  while (clock.format(new Date(at)) !== until.wallTime) at = plusMinutes(at, 1);
  return at;
}

describe('clock times after a dose', () => {
  it('are those of its end and of what holds until then, each said, and no other', async () => {
    let said = 0;
    await fc.assert(
      fc.asyncProperty(cases, async ({ rules, timeZone, locale, endedAt }) => {
        const guidelines = rules.map(guidelineOf);
        const course = aProgram({ protocol: { ...ketamineHome, guidelines } }).prepared();
        course.do((change) => changePatient(change, { timeZone, locale }));
        const dose = course.book('dosing', '2027-01-20T10:00');
        course.at(denverAt('2027-01-20T09:50')).clear(dose);
        course.at(denverAt('2027-01-20T10:00')).start(dose);
        course.at(endedAt).outcome(dose);
        const { setting } = course;
        const held = rules.flatMap(({ until }) => heldUntil(until, endedAt, timeZone) ?? []);
        const read = async (audience: 'patient' | 'monitor', name: string): Promise<string> => {
          const row = course.rowsFor(audience, dose)[name];
          if (!row) throw new Error(`no ${name}`);
          const view = messageViewOf(setting, row, course.session(dose), { pageUrl: null, code: null });
          return (await renderMessage(view)).text;
        };
        const page = visible(
          renderPage(
            { kind: 'patient', view: patientPageOf(setting), form: null, done: null, problem: null },
            '/p/lnk_aaaaaaaaaaaaaaaaaaaa',
          ),
        );
        const texts = [
          { text: await read('patient', 'after'), zone: timeZone, instants: [endedAt, ...held], all: true },
          { text: await read('patient', 'next-day'), zone: timeZone, instants: held, all: true },
          { text: page, zone: timeZone, instants: held, all: true },
          // Medicines are nobody's but the patient's. Their clock is the session's.
          { text: await read('monitor', 'after'), zone: 'America/Denver', instants: held, all: false },
        ];
        for (const { text, zone, instants, all } of texts) {
          const zones = [zone, 'America/Denver'];
          const allowed = new Set(instants.flatMap((one) => zones.map((clock) => clockOf(one, clock, locale))));
          const clocks = text.match(/\d{1,2}:\d\d [ap]\.?m\.?/gi) ?? [];
          expect(clocks.filter((one) => !allowed.has(one))).toEqual([]);
          said += clocks.length;
          for (const one of all ? instants : []) {
            expect(text).toContain(clockOf(one, zone, locale));
            expect(text).toContain(weekdayOf(one, zone, locale));
          }
        }
        const withMonitor = rules.filter(({ subject }) => subject !== 'benzodiazepine');
        for (const { until } of withMonitor) {
          const one = heldUntil(until, endedAt, timeZone);
          if (one) expect(texts[3]?.text).toContain(clockOf(one, 'America/Denver', locale));
        }
      }),
      { seed: 5, numRuns: 60 },
    );
    expect(said).toBeGreaterThan(300);
  });
});
