/** The patient's page: what is asked first, then what to do and by when, then whom to call. */
import type { Lasting } from '../domain/message-view.ts';
import type { PatientPage } from '../domain/page-view.ts';
import { dutiesOf } from '../text/care-team.ts';
import { speakingOf } from '../text/deadlines.ts';
import { mayEatAndDrink, speakLasting, vehicleFirst } from '../text/lasting.ts';
import { cleanText, firstName } from '../text/names.ts';
import { sentence } from '../text/sentence.ts';
import type { Rule } from '../text/words.ts';
import { actionsCard, asksOf } from './asks.ts';
import { ruleList } from './deadlines-list.ts';
import { type Content, type Html, html } from './html.ts';
import { doneLine, problemSummary } from './outcome.ts';
import { ownForm } from './own-forms.ts';
import type { Page, Problem } from './page.ts';
import { reflectionsCard } from './reflections-card.ts';
import { care, laterSession, sessionCard } from './session-card.ts';
import { callButton, type Frame } from './shell.ts';

type Patient = Extract<Page, { kind: 'patient' }>;

export function patientPage(page: Patient, frame: Frame): Content {
  const { view, form, problem } = page;
  const own = form === null ? null : ownForm(form, view, problem, frame);
  return own
    ? [
        html`<p><a class="back" href="${frame.base}">← ${frame.language.page.back}</a></p>`,
        problemSummary(problem, frame, own.labelOf),
        html`<h1>${own.heading}</h1>`,
        own.body,
      ]
    : everything(page, frame);
}

function everything({ view, done, problem }: Patient, frame: Frame): Content {
  const { patient } = frame.language.page;
  const { words } = frame.language;
  const asks = asksOf(view, problem, frame);
  // What came back with a proof may not be asked any more by now.
  const stands = asks.join('').includes(`action="${frame.base}/${problem?.form}"`);
  const seen: Problem | null = problem?.reason === 'kept' && !stands ? { ...problem, reason: 'changed' } : problem;
  const [next, ...later] = view.sessions;
  const dose = view.sessions.find(({ deadlines }) => deadlines.length > 0);
  const isQuiet = view.after === null && (!next || next.start.instant > view.now);
  return [
    doneLine(done, frame),
    problemSummary(seen, frame, (name) => labelOf(name, view, frame)),
    html`<h1>${patient.greeting(firstName(view.name))}</h1>`,
    view.after && afterCard(view, view.after, frame),
    asks.length > 0
      ? [html`<h2 class="section">${patient.asksTitle}</h2>`, asks]
      : isQuiet && html`<p>${patient.nothingAsked}</p>`,
    next
      ? [html`<h2 class="section">${patient.sessionsTitle}</h2>`, sessionCard(next, view, frame)]
      : view.after === null && html`<p class="card">${words.session.noneUpcoming}</p>`,
    later.length > 0 && [
      html`<h2 class="section">${patient.laterTitle}</h2>`,
      // The next one with times to keep is shown with them, also where another session comes before it.
      later.map((one) => (one === dose ? sessionCard(one, view, frame) : laterSession(one, view, frame))),
    ],
    actionsCard(view, frame),
    reflectionsCard(view, frame),
    html`<h2 class="section">${patient.reachTitle}</h2>`,
    careTeam(view, frame),
    safety(view, frame),
    calendar(frame),
  ];
}

/** The names of the short forms' fields, for the list of what is missing. */
function labelOf(name: string, view: PatientPage, frame: Frame): string {
  const { page } = frame.language;
  const monitorName = view.sessions.find(({ confirmed }) => confirmed === false)?.monitorName ?? null;
  const labels: Readonly<Record<string, string>> = {
    guidelines: page.confirm.guidelines,
    monitor: page.confirm.monitor(monitorName === null ? null : cleanText(monitorName)),
    unsafe: page.checkIn.unsafe,
    unwell: page.checkIn.unwell,
    wantsCall: page.checkIn.wantsCall,
  };
  return labels[name] ?? page.note.label;
}

/** After a dose: what holds, and until when. */
function afterCard(
  view: PatientPage,
  { inSession, monitorName, lasting }: NonNullable<PatientPage['after']>,
  frame: Frame,
): Html {
  const { words, page } = frame.language;
  const { after, safety } = words;
  const session = { start: { timeZone: view.clinic.timeZone }, monitorName };
  const say = (rule: Lasting): Rule => speakLasting(rule, speakingOf(view, session, false, frame.language), view.now);
  const { vehicle, others } = vehicleFirst(lasting);
  const driving = vehicle && say(vehicle);
  const notes = driving ? [sentence(driving.lead), ...(driving.note ? [driving.note] : [])] : [];
  const [lead, ...rest] = inSession ? [page.patient.inSession, ...notes] : notes;
  return html`<section class="card">
<h2>${after.title}</h2>
${lead && care(lead, rest, frame)}
${others.length > 0 && [html`<h3>${words.guidelines.begunTitle}</h3>`, ruleList(others.map(say))]}
<p>${safety.vulnerableAfter}</p>
${ruleList([after.rest, ...(inSession ? [after.stillGoing] : mayEatAndDrink(lasting) ? [after.foodAndDrink] : []), after.plans])}
<p>${after.worry}</p>
${callButton(frame)}
</section>`;
}

function careTeam(view: PatientPage, frame: Frame): Html {
  const { page } = frame.language;
  return html`<section class="card">
${
  view.careTeam.length > 0
    ? html`<ul class="people">${view.careTeam.map((one) => html`<li><strong>${cleanText(one.name)}</strong><small>${dutiesOf(one, frame.language)}</small></li>`)}</ul>`
    : html`<p>${page.patient.noNames}</p>`
}
<p>${page.patient.reach}</p>
${callButton(frame)}
</section>`;
}

/** The protocol's own words. Closed at first: they name the medicine, and somebody may look over a shoulder. */
function safety(view: PatientPage, { language }: Frame): Content {
  if (view.safety.length === 0) return null;
  return html`<details class="card"><summary>${language.page.patient.safetyTitle}</summary>
${view.safety.map(({ title, items }) => html`<h3>${title}</h3><ul class="rules">${items.map((one) => html`<li>${one}</li>`)}</ul>`)}
</details>`;
}

function calendar({ base, language }: Frame): Html {
  const { patient } = language.page;
  return html`<section class="card">
<h2>${patient.calendarTitle}</h2>
<p>${patient.calendarIntro}</p>
<form method="post" action="${base}/calendar"><button class="quiet">${patient.calendarButton}</button></form>
</section>`;
}
