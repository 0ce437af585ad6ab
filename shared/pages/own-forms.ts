/** The long forms, each by itself: the check before a session, and the questionnaires. */
import type { PageSession, PatientPage } from '../domain/page-view.ts';
import { type GuidelineSubject, guidelineMedicine, type Instrument } from '../domain/protocol.ts';
import { ownWords } from '../text/deadlines.ts';
import { readWhen, zonesOf } from '../text/times.ts';
import { startIn } from './asks.ts';
import { choice, filledOf, note, yesOrNo } from './fields.ts';
import { type Html, html } from './html.ts';
import type { Problem } from './page.ts';
import type { Frame } from './shell.ts';

type OwnForm = { heading: string; body: Html; labelOf(name: string): string };

/** Null: it is not asked now. */
export function ownForm(form: string, view: PatientPage, problem: Problem | null, frame: Frame): OwnForm | null {
  const instrument = view.measures.find((one) => form === `measures/${one}`);
  if (instrument) return measureForm(instrument, form, problem, frame);
  const session = view.sessions.find(({ sessionId, check }) => check && form === `sessions/${sessionId}/check`);
  return session ? checkForm(session, form, view, problem, frame) : null;
}

function measureForm(instrument: Instrument, form: string, problem: Problem | null, frame: Frame): OwnForm {
  const { page } = frame.language;
  const { measure } = page;
  const filled = filledOf(problem, form, page);
  const options = measure.options[instrument].map((label, value) => ({ value: String(value), label }));
  const items = measure.items[instrument];
  return {
    heading: measure.title(instrument),
    labelOf: (name) => items[Number(name.replace('item-', '')) - 1] ?? '',
    body: html`<p>${measure.intro}</p>
<form class="card" method="post" action="${frame.base}/${form}">
<p class="stem">${measure.stem[instrument]}</p>
${items.map((item, index) => choice(`item-${index + 1}`, `${index + 1}. ${item}`, options, filled))}
<button>${measure.button}</button>
</form>
<p class="source">${measure.source}</p>`,
  };
}

function checkForm(
  session: PageSession,
  form: string,
  view: PatientPage,
  problem: Problem | null,
  frame: Frame,
): OwnForm {
  const { page } = frame.language;
  const { check: words } = page;
  const filled = filledOf(problem, form, page);
  const healthOf = (code: string): string => words.health(code) ?? words.unknownHealth(code);
  const contraindications = session.check?.contraindications ?? [];
  const taken = session.check?.taken ?? [];
  return {
    heading: words.title,
    labelOf: (name) => {
      const [kind, code = ''] = name.split(/\.(.*)/s);
      if (kind === 'answers') return healthOf(code);
      const subject = taken.find((one) => one === code);
      return subject ? takenQuestion(subject, session, view, frame) : page.note.label;
    },
    body: html`<p>${words.intro(startIn(session, view, frame))}</p>
<p class="soft">${words.whatThen}</p>
<form method="post" action="${frame.base}/${form}">
<input type="hidden" name="revision" value="${session.revision}">
<div class="card">
<h2>${words.healthTitle}</h2>
<p>${words.healthIntro}</p>
${contraindications.map((code) => yesOrNo(`answers.${code}`, healthOf(code), filled))}
</div>
${
  taken.length > 0 &&
  html`<div class="card">
<h2>${words.takenTitle}</h2>
<p>${words.takenIntro}</p>
${taken.map((subject) => yesOrNo(`taken.${subject}`, takenQuestion(subject, session, view, frame), filled))}
</div>`
}
<div class="card">${note(filled)}</div>
<button>${words.button}</button>
</form>`,
  };
}

/** Who takes something by a plan is asked about anything else than the plan. */
function takenQuestion(subject: GuidelineSubject, session: PageSession, view: PatientPage, frame: Frame): string {
  const { page, locale } = frame.language;
  const deadline = session.deadlines.find((one) => one.subject === subject && one.opens !== null);
  const opens = deadline?.opens ?? null;
  // A protocol's own words cannot know who takes a medicine.
  const rule = deadline?.medicine ? null : ownWords(deadline?.words ?? null, locale);
  const since = opens === null ? null : page.at(readWhen(opens, zonesOf(view, session), locale));
  const medicine = guidelineMedicine(subject);
  const byPlan = medicine !== null && (session.check?.takes.includes(medicine) ?? false);
  return page.check.taken(subject, since, byPlan, rule);
}
