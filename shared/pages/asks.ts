/** What the patient is asked for now, most urgent first: short forms here, long ones on pages of their own. */
import type { PageSession, PatientPage } from '../domain/page-view.ts';
import { cleanText } from '../text/names.ts';
import { readDate, readWhen, zonesOf } from '../text/times.ts';
import { filledOf, note, tick, yesOrNo } from './fields.ts';
import { type Content, type Html, html } from './html.ts';
import type { Problem } from './page.ts';
import { callButton, crisisLine, type Frame, numbersOf, withPhones } from './shell.ts';

export function asksOf(view: PatientPage, problem: Problem | null, frame: Frame): Html[] {
  const dose = view.sessions.find(({ confirmed }) => confirmed !== null);
  const open = dose && !dose.onHold && dose.start.instant > view.now ? dose : null;
  return [
    ...view.checkIns.map((one) => checkIn(one, view, problem, frame)),
    ...(open?.check && open.check.answeredAt === null ? [checkLink(open, view, frame)] : []),
    ...(open?.confirmed === false ? [confirm(open, view, problem, frame)] : []),
    ...view.measures.map((instrument) => measureLink(instrument, frame)),
    ...(view.confirmAddress ? [confirmAddress(view.confirmAddress.email, frame)] : []),
  ];
}

function checkIn(
  { key, startedAt }: PatientPage['checkIns'][number],
  view: PatientPage,
  problem: Problem | null,
  frame: Frame,
): Html {
  const { page, locale } = frame.language;
  const { checkIn: words } = page;
  const form = `check-ins/${key}`;
  const filled = filledOf(problem, form, page);
  const { date } = readWhen(startedAt, zonesOf(view, null), locale);
  return html`<section class="card">
<h2>${words.title}</h2>
<p>${words.intro(date)}</p>
<p class="soft">${words.now} ${withPhones(crisisLine(frame), numbersOf(frame))}</p>
<form method="post" action="${frame.base}/${form}">
${yesOrNo('unsafe', words.unsafe, filled)}
${yesOrNo('unwell', words.unwell, filled)}
${yesOrNo('wantsCall', words.wantsCall, filled)}
${note(filled)}
<button class="gap">${words.button}</button>
</form>
</section>`;
}

/** "10:00 AM on Wednesday", to stand inside a sentence. */
export function startIn(session: PageSession, view: PatientPage, { language }: Frame): string {
  return language.page.at(readWhen(session.start.instant, zonesOf(view, session), language.locale));
}

function checkLink(session: PageSession, view: PatientPage, frame: Frame): Html {
  const { check } = frame.language.page;
  return html`<section class="card">
<h2>${check.title}</h2>
<p>${check.intro(startIn(session, view, frame))}</p>
<p><a class="button" href="${frame.base}/sessions/${session.sessionId}/check">${check.open}</a></p>
</section>`;
}

function confirm(session: PageSession, view: PatientPage, problem: Problem | null, frame: Frame): Html {
  const { page } = frame.language;
  const { confirm: words } = page;
  const form = `sessions/${session.sessionId}/confirm`;
  const filled = filledOf(problem, form, page);
  if (session.monitorName === null)
    return html`<section class="card"><h2>${words.title}</h2><p>${words.noMonitor}</p>${callButton(frame)}</section>`;
  return html`<section class="card">
<h2>${words.title}</h2>
<p>${words.intro(startIn(session, view, frame))}</p>
<form method="post" action="${frame.base}/${form}">
<input type="hidden" name="revision" value="${session.revision}">
${tick('guidelines', words.guidelines, filled)}
${tick('monitor', words.monitor(cleanText(session.monitorName)), filled)}
<button>${words.button}</button>
</form>
</section>`;
}

function measureLink(instrument: PatientPage['measures'][number], frame: Frame): Html {
  const { measure } = frame.language.page;
  return html`<section class="card">
<h2>${measure.title(instrument)}</h2>
<p>${frame.language.words.measure.intro}</p>
<p><a class="button" href="${frame.base}/measures/${instrument}">${measure.open}</a></p>
</section>`;
}

function confirmAddress(email: string, frame: Frame): Html {
  const { address } = frame.language.page;
  return html`<section class="card">
<h2>${address.title}</h2>
<p>${address.intro}<br><strong dir="auto">${email}</strong></p>
<form method="post" action="${frame.base}/address">
<button>${address.button}</button>
</form>
<p class="muted">${address.notYours}</p>
</section>`;
}

/** What they set out to do, each to be ticked off. */
export function actionsCard(view: PatientPage, frame: Frame): Content {
  if (view.actions.length === 0) return null;
  const { words, page, locale } = frame.language;
  return html`<section class="card">
<h2>${words.actions.title}</h2>
<ul class="actions">${view.actions.map(
    ({ actionId, text, due, accountability }) => html`<li>
<p dir="auto">${text}${due && html`<br><span class="muted">${words.actions.due(readDate(due, locale))}</span>`}${accountability && html`<br><span class="muted">${words.actions.helps(cleanText(accountability))}</span>`}</p>
<form method="post" action="${frame.base}/actions/${actionId}/done"><button class="quiet" aria-label="${page.actions.done(text)}">${page.actions.button}</button></form>
</li>`,
  )}</ul>
</section>`;
}
