/** Who are you? Neutral: neither the patient nor the clinic can be told from it. */
import { type Content, type Html, html } from './html.ts';
import type { Page } from './page.ts';
import type { Frame } from './shell.ts';

type Prove = Extract<Page, { kind: 'prove' }>;

export function provePage(page: Prove, frame: Frame): Content {
  const { prove } = frame.language.page;
  return [
    html`<h1>${prove.heading}</h1>`,
    page.codeSent && html`<p class="done" role="status">${prove.codeSent}</p>`,
    page.locked && html`<p class="care strong"${page.failed === null && html` role="alert"`}>${prove.locked}</p>`,
    page.kept && html`<p class="soft">${prove.keptNote}</p>`,
    page.locked ? null : byDateOfBirth(page, frame),
    byCode(page, frame),
    html`<p class="muted">${prove.call}</p>`,
  ];
}

function byDateOfBirth({ failed, kept }: Prove, { base, language }: Frame): Html {
  const { prove } = language.page;
  const wrong = failed === 'date-of-birth' ? prove.wrongDate : failed === 'no-date' ? prove.noDate : null;
  return html`<div class="card">
<p>${prove.intro}</p>
<form method="post" action="${base}/prove"${wrong && html` class="wrong"`}>
<label class="name" for="date-of-birth">${prove.dateOfBirth}</label>
<p class="hint" id="date-of-birth-hint">${prove.dateOfBirthHint}</p>
${error('date-of-birth', wrong)}
<input type="date" id="date-of-birth" name="dateOfBirth" required min="1900-01-01" max="2100-01-01" autocomplete="bday" aria-describedby="${describedBy('date-of-birth', wrong)}"${wrong && html` aria-invalid="true" autofocus`}>
${hidden(kept)}
<button class="gap">${prove.open}</button>
</form>
</div>`;
}

function byCode({ failed, kept, codeSent, locked }: Prove, { base, language }: Frame): Html {
  const { prove } = language.page;
  const wrong = failed === 'code' ? prove.wrongCode : null;
  const ask = html`<form method="post" action="${base}/code">
${hidden(kept)}
<button class="quiet" aria-describedby="send-code-hint">${prove.sendCode}</button>
<p class="hint" id="send-code-hint">${prove.sendCodeHint}</p>
</form>`;
  const enter = html`<form method="post" action="${base}/prove"${wrong && html` class="wrong"`}>
<label class="name" for="code">${prove.code}</label>
<p class="hint" id="code-hint">${prove.codeHint}</p>
${error('code', wrong)}
<input type="text" class="code" id="code" name="code" required inputmode="numeric" autocomplete="one-time-code" maxlength="12" aria-describedby="${describedBy('code', wrong)}"${wrong && html` aria-invalid="true"`}${(wrong || codeSent) && html` autofocus`}>
${hidden(kept)}
<button class="gap">${prove.openByCode}</button>
</form>`;
  // What comes next comes first: the code's field once a code is on its way.
  const parts = codeSent || wrong ? [enter, ask] : [ask, enter];
  if (locked || codeSent || wrong) return html`<div class="card">${parts}</div>`;
  return html`<details class="card"><summary>${prove.byCode}</summary>${parts}</details>`;
}

const describedBy = (id: string, wrong: string | null): string => `${id}-hint${wrong ? ` ${id}-error` : ''}`;

const error = (id: string, wrong: string | null): Content =>
  wrong && html`<p class="error" id="${id}-error" role="alert">${wrong}</p>`;

/** What was filled in before waits in the page of its own reader, not on the server: nobody has proved yet whose it is. */
function hidden(kept: Prove['kept']): Content {
  if (!kept) return null;
  return [
    html`<input type="hidden" name="kept-form" value="${kept.form}">`,
    Object.entries(kept.given).map(([name, value]) => html`<input type="hidden" name="kept.${name}" value="${value}">`),
  ];
}
