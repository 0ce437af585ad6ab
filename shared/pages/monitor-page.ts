/** For who is to be present: when, whether, what to do. No name and no place: their link opens without a proof. */
import { emergencyNumbers } from '../text/emergency.ts';
import { cleanText } from '../text/names.ts';
import { sentence } from '../text/sentence.ts';
import { duration, readWhen } from '../text/times.ts';
import { choice, filledOf } from './fields.ts';
import { type Content, type Html, html } from './html.ts';
import { doneLine, problemSummary } from './outcome.ts';
import type { Page } from './page.ts';
import { callButton, type Frame, numbersOf, withPhones } from './shell.ts';
import { bigTime } from './times.ts';

type Monitor = Extract<Page, { kind: 'monitor' }>;

export function monitorPage(page: Monitor, frame: Frame): Content {
  const { view } = page;
  const { words, page: pageWords } = frame.language;
  const { monitor } = pageWords;
  return [
    doneLine(page.done, frame),
    problemSummary(page.problem, frame, () => monitor.question),
    html`<h1>${monitor.heading}</h1>`,
    view.state === 'ahead' && html`<p>${monitor.intro}</p>`,
    state(page, frame),
    view.answer && answerForm(page, frame),
    view.state === 'ahead' && toDo(page, frame),
    html`<div class="card"><p>${withPhones(words.monitor.cannotCome(frame.phone ?? ''), numbersOf(frame))}</p>
${callButton(frame)}<p class="muted">${monitor.onlyDay}</p></div>`,
  ];
}

/** Times are the session's: that is where they are asked to be. */
function state({ view }: Monitor, frame: Frame): Html {
  const { words, page, locale } = frame.language;
  const { session, state: now } = view;
  if (now === 'cancelled' || now === 'over')
    return html`<p class="care strong">${now === 'over' ? page.monitor.over : page.monitor.cancelled}</p>`;
  const when = readWhen(session.start.instant, { patient: session.start.timeZone, others: [] }, locale);
  const howLong = words.session.about(duration(session.durationMinutes, locale));
  return html`<div class="card">
${now === 'paused' ? html`<p class="badge">${words.status.paused}</p>` : view.blocked && html`<p class="badge">${words.status.notConfirmed}</p>`}
${bigTime(when, session.start.instant, view.now, frame)}
<dl><dt>${words.session.howLong}</dt><dd>${howLong}</dd></dl>
</div>
${now === 'paused' && html`<p class="care strong">${page.monitor.paused}</p>`}`;
}

function answerForm({ view, problem }: Monitor, frame: Frame): Html {
  const { page } = frame.language;
  const { monitor } = page;
  const filled = filledOf(problem, 'presence', page);
  const attends = view.answer?.attends ?? null;
  const given = filled.given.attends ?? (attends === null ? '' : attends ? 'yes' : 'no');
  const options = [
    { value: 'yes', label: monitor.yes },
    { value: 'no', label: monitor.no },
  ];
  return html`<div class="card">
${attends !== null && html`<p class="done">${attends ? monitor.saidYes : monitor.saidNo} ${monitor.untilStart}</p>`}
<form method="post" action="${frame.base}/presence">
<input type="hidden" name="revision" value="${view.session.revision}">
${choice('attends', monitor.question, options, { ...filled, given: { attends: given } })}
<button>${monitor.send}</button>
</form>
</div>`;
}

function toDo({ view }: Monitor, frame: Frame): Html {
  const { monitor } = frame.language.words;
  const numbers = emergencyNumbers(view.reader.country);
  return html`<div class="card">
<p class="strong">${sentence(view.blocked ? monitor.takeNothingYet : monitor.takeNothing(null))}</p>
<h2>${monitor.title}</h2>
<ul class="rules">${monitor.toDo(null).map((one) => html`<li>${one}</li>`)}</ul>
<p>${withPhones(monitor.unwell(numbers, cleanText(frame.phone ?? '')), numbersOf(frame))}</p>
</div>`;
}
