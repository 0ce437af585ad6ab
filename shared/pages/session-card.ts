/** A session on its patient's page: when, what stands in its way, what to do, where and with whom. */
import type { PageSession, PatientPage } from '../domain/page-view.ts';
import { isDose } from '../domain/protocol.ts';
import { safeUrl } from '../text/links.ts';
import { cleanText } from '../text/names.ts';
import { duration, listOf, readWhen, zonesOf } from '../text/times.ts';
import { deadlinesList } from './deadlines-list.ts';
import { type Content, type Html, html } from './html.ts';
import { type Frame, numbersOf, withPhones } from './shell.ts';
import { bigTime } from './times.ts';

/** The next session, with everything. */
export function sessionCard(session: PageSession, view: PatientPage, frame: Frame): Html {
  const { page } = frame.language;
  const { check } = session;
  return html`<section class="card">
${badge(session, frame)}
<p class="muted">${page.patient.kind(session.kind, session.doseNumber)}</p>
${time(session, view, frame)}
${session.confirmed && !session.blocked && html`<p class="done">${page.confirm.done}</p>`}
${callouts(session, frame)}
${deadlinesList(session, view, frame)}
${
  check?.answeredAt &&
  html`<p class="muted">${page.check.answeredAt(page.at(readWhen(check.answeredAt, { patient: view.reader.timeZone, others: [] }, frame.language.locale)))}</p>
<p><a class="button quiet" href="${frame.base}/sessions/${session.sessionId}/check">${page.check.again}</a></p>`
}
${facts(session, frame)}
</section>`;
}

/** One that comes later: its rules are shown when it is the next. */
export function laterSession(session: PageSession, view: PatientPage, frame: Frame): Html {
  const { page } = frame.language;
  const when = readWhen(session.start.instant, zonesOf(view, session), frame.language.locale);
  return html`<section class="card">
${badge(session, frame)}
<p class="muted">${page.patient.kind(session.kind, session.doseNumber)}</p>
<p class="date">${when.date}, ${when.clock}${when.zone && html` ${when.zone}`}</p>
${when.other && html`<p class="muted">${frame.language.words.session.otherClock(when)}</p>`}
<details><summary>${page.patient.moreFacts}</summary>${facts(session, frame)}</details>
</section>`;
}

function time(session: PageSession, view: PatientPage, frame: Frame): Content {
  const when = readWhen(session.start.instant, zonesOf(view, session), frame.language.locale);
  return bigTime(when, session.start.instant, view.now, frame);
}

function badge({ onHold, blocked }: PageSession, { language }: Frame): Content {
  const { status } = language.words;
  return (onHold || blocked) && html`<p class="badge">${onHold ? status.paused : status.notConfirmed}</p>`;
}

function callouts(session: PageSession, frame: Frame): Content {
  if (!isDose(session.kind)) return null;
  const { safety, status } = frame.language.words;
  const phone = frame.phone ?? '';
  if (session.onHold) return care(safety.pausedNothing, [safety.pausedTimes], frame);
  if (session.blocked) return care(safety.untilWeCall, [status.teamWillCall(phone), status.keepTimes], frame);
  if (session.mode !== 'home') return null;
  const monitor = session.monitorName === null ? null : cleanText(session.monitorName);
  return care(safety.takeNothing(monitor), [safety.takeNothingNote], frame);
}

export function care(lead: string, notes: readonly string[], frame: Frame): Html {
  const phones = numbersOf(frame);
  return html`<div class="care"><p class="strong">${withPhones(lead, phones)}</p>${notes.map((one) => html`<p>${withPhones(one, phones)}</p>`)}</div>`;
}

function facts(session: PageSession, { language }: Frame): Html {
  const { words, locale } = language;
  const url = session.place ? safeUrl(session.place.url) : null;
  const place = session.place ? cleanText(session.place.text) : '';
  return html`<dl>
<dt>${words.session.where}</dt><dd>${place === '' ? words.session.place(session.mode) : place}</dd>
${url && html`<dt>${words.session.joinBy}</dt><dd><a href="${url}" rel="noopener noreferrer">${url}</a></dd>`}
${session.staffNames.length > 0 && html`<dt>${words.session.withWhom}</dt><dd>${listOf(session.staffNames.map(cleanText), locale)}</dd>`}
${isDose(session.kind) && session.monitorName !== null && html`<dt>${words.session.monitor}</dt><dd>${cleanText(session.monitorName)}</dd>`}
<dt>${words.session.howLong}</dt><dd>${words.session.about(duration(session.durationMinutes, locale))}</dd>
</dl>`;
}
