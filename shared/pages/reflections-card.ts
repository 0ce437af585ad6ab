/** What the patient and their team wrote down: what they set out with, and what came of it. */
import type { PatientPage } from '../domain/page-view.ts';
import { readWhen, zonesOf } from '../text/times.ts';
import { type Content, html } from './html.ts';
import type { Frame } from './shell.ts';

export function reflectionsCard(view: PatientPage, frame: Frame): Content {
  const { intention, earlierIntentions, coreWounds, insights } = view.reflections;
  const words = frame.language.page.reflections;
  if (intention === null && coreWounds.length + insights.length === 0) return null;
  return html`<section class="card">
<h2>${words.title}</h2>
${intention !== null && list(words.intention, [intention])}
${earlierIntentions.length > 0 && earlier(earlierIntentions, view, frame)}
${coreWounds.length > 0 && list(words.coreWounds, coreWounds)}
${insights.length > 0 && list(words.insights, insights)}
</section>`;
}

function list(heading: string, texts: readonly string[]): Content {
  return html`<h3>${heading}</h3>
<ul class="rules">${texts.map((text) => html`<li dir="auto">${text}</li>`)}</ul>`;
}

/** Closed at first: what holds now is what is to be read. */
function earlier(of: PatientPage['reflections']['earlierIntentions'], view: PatientPage, { language }: Frame): Content {
  const zones = zonesOf(view, null);
  return html`<details><summary>${language.page.reflections.earlier}</summary>
<ul class="rules">${of.map(
    ({ text, at }) =>
      html`<li><span dir="auto">${text}</span><br><span class="muted">${readWhen(at, zones, language.locale).date}</span></li>`,
  )}</ul>
</details>`;
}
