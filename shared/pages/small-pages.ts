/** Pages that say one thing: a link that opens nothing, what went wrong, the calendar's address. */
import { type Content, html } from './html.ts';
import type { Page } from './page.ts';
import type { Frame } from './shell.ts';

export function gonePage({ language }: Frame): Content {
  const { gone } = language.page;
  return [
    html`<h1>${gone.heading}</h1>`,
    html`<div class="card"><p>${gone.why}</p><ul class="rules">${gone.whatToDo.map((one) => html`<li>${one}</li>`)}</ul></div>`,
  ];
}

export function failedPage({ why }: Extract<Page, { kind: 'failed' }>, { language, base }: Frame): Content {
  const { failed } = language.page;
  return [
    html`<h1>${failed[why].heading}</h1>`,
    html`<div class="card"><p role="alert">${failed[why].text}</p><p><a class="button" href="${base}">${failed.goBack}</a></p></div>`,
  ];
}

export function calendarPage({ url }: Extract<Page, { kind: 'calendar' }>, { language, base }: Frame): Content {
  const { calendar, back } = language.page;
  return [
    html`<h1>${calendar.heading}</h1>`,
    html`<div class="card">
<p>${calendar.intro}</p>
<label class="name" for="calendar-address">${calendar.address}</label>
<textarea id="calendar-address" readonly rows="3">${url}</textarea>
<p class="gap"><a class="button" href="${url.replace(/^https?:/, 'webcal:')}">${calendar.open}</a></p>
<p class="strong">${calendar.once}</p>
<p class="muted">${calendar.keepSecret}</p>
</div>
<p><a class="back" href="${base}">${back}</a></p>`,
  ];
}
