/** Instants on pages: by the reader's clock, and how far away they are at the moment at which the page was made. */
import type { Instant } from '../domain/state.ts';
import { minutesBetween } from '../domain/time.ts';
import type { When } from '../text/times.ts';
import { type Content, html } from './html.ts';
import type { Frame } from './shell.ts';

/** "in 2 h 10 min", "35 min ago": the two largest units. */
export function distance(instant: Instant, now: Instant, { language }: Frame): string {
  const minutes = Math.floor(Math.abs(minutesBetween(now, instant)));
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const parts = { days, hours, minutes: days > 0 ? 0 : minutes % 60 };
  return instant > now ? language.page.away(parts) : language.page.ago(parts);
}

export function bigTime(when: When, instant: Instant, now: Instant, frame: Frame): Content {
  const { words, page } = frame.language;
  const other = words.session.otherClock(when);
  return html`<p class="clock">${when.clock}${when.zone && html` <small>${when.zone}</small>`}</p>
<p class="date">${when.date}</p>
${other && html`<p class="muted">${other}</p>`}
<p class="away">${distance(instant, now, frame)}${instant <= now && html`. ${page.patient.begun}`}</p>`;
}
