/** What became of a pressed button, at the top of the page. */
import { idOf } from './fields.ts';
import { type Content, html } from './html.ts';
import type { Done, Problem } from './page.ts';
import { crisisLine, type Frame, numbersOf, withPhones } from './shell.ts';

export function doneLine(done: Done | null, frame: Frame): Content {
  if (done === null) return null;
  const words = frame.language.page.done;
  // Somebody who is not safe reads first whom to call now.
  if (done === 'unsafe')
    return html`<p class="care strong" role="alert">${withPhones(words.unsafe(crisisLine(frame)), numbersOf(frame))}</p>`;
  return html`<p class="done" role="status">${words[done]}</p>`;
}

/** Focused when the page opens, so that who does not see it hears it first; each line leads to what is missing. */
export function problemSummary(problem: Problem | null, frame: Frame, labelOf: (name: string) => string): Content {
  if (!problem) return null;
  const { problem: words, prove } = frame.language.page;
  if (problem.reason === 'kept') return html`<p class="care strong" role="alert">${prove.kept}</p>`;
  const text = {
    unanswered: null,
    'too-long': words.tooLong,
    changed: words.changed,
    'no-monitor': words.noMonitor,
    busy: words.busy,
  }[problem.reason];
  return html`<div class="care" role="alert" tabindex="-1" autofocus>
<h2>${words.title}</h2>
${text && html`<p>${text}</p>`}
${problem.reason === 'unanswered' && html`<ul class="rules">${problem.fields.map((name) => html`<li><a href="#${idOf(name)}">${labelOf(name)}</a></li>`)}</ul>`}
${frame.phone !== null && html`<p>${withPhones(words.call(frame.phone), numbersOf(frame))}</p>`}
</div>`;
}
