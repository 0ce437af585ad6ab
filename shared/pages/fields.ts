/** Fields of forms: each with its label, what was filled in before, and what is wrong with it. */
import type { PageWords } from '../text/page-words.ts';
import { type Content, type Html, html } from './html.ts';
import type { Given, Problem } from './page.ts';

/** What a form was given before, and which of its fields need another look. */
export type Filled = { given: Given; wrong: ReadonlySet<string>; page: PageWords };

export function filledOf(problem: Problem | null, form: string, page: PageWords): Filled {
  const mine = problem?.form === form ? problem : null;
  return { given: mine?.given ?? {}, wrong: new Set(mine?.fields ?? []), page };
}

/** Ids for what a sentence points at; a field's name may hold what an id should not. */
export function idOf(name: string): string {
  return `f-${name.replace(/[^A-Za-z0-9-]/g, '-')}`;
}

function problemOf(name: string, text: string): Html {
  return html`<p class="error" id="${idOf(name)}-error">${text}</p>`;
}

type Option = { value: string; label: string };

/** One question with one answer. */
export function choice(name: string, question: Content, options: readonly Option[], filled: Filled): Html {
  const wrong = filled.wrong.has(name);
  const id = idOf(name);
  return html`<fieldset id="${id}" role="radiogroup" aria-required="true"${
    wrong && html` class="wrong" aria-invalid="true" aria-describedby="${id}-error"`
  }>
<legend>${question}</legend>
${wrong && problemOf(name, filled.page.problem.answer)}
<div class="${options.every(({ label }) => label.length < 5) ? 'two' : 'four'}">${options.map(
    ({ value, label }, index) =>
      html`<label class="choice"><input type="radio" name="${name}" value="${value}" id="${id}-${index}" required${
        filled.given[name] === value && html` checked`
      }><span>${label}</span></label>`,
  )}</div>
</fieldset>`;
}

export function yesOrNo(name: string, question: Content, filled: Filled): Html {
  const { page } = filled;
  const options = [
    { value: 'no', label: page.no },
    { value: 'yes', label: page.yes },
  ];
  return choice(name, question, options, filled);
}

export function tick(name: string, label: string, filled: Filled): Html {
  const wrong = filled.wrong.has(name);
  const id = idOf(name);
  return html`<div class="tick" id="${id}">
${wrong && problemOf(name, filled.page.problem.tick)}
<label class="choice${wrong && ' wrong'}"><input type="checkbox" name="${name}" value="yes" required${
    filled.given[name] === 'yes' && html` checked`
  }${wrong && html` aria-invalid="true" aria-describedby="${id}-error"`}><span>${label}</span></label>
</div>`;
}

export const noteMax = 2000;

export function note(filled: Filled): Html {
  const { page, given } = filled;
  const wrong = filled.wrong.has('note');
  return html`<div id="f-note"${wrong && html` class="wrong"`}>
<label class="name" for="f-note-text">${page.note.label}</label>
<p class="hint" id="f-note-hint">${page.note.hint}</p>
${wrong && problemOf('note', page.problem.tooLong)}
<textarea id="f-note-text" name="note" dir="auto" maxlength="${noteMax}" aria-describedby="f-note-hint${
    wrong && ' f-note-error'
  }"${wrong && html` aria-invalid="true"`}>
${given.note ?? ''}</textarea>
</div>`;
}
