/** What the patient and their team wrote down: what they set out with, and what came of it. */
import type { PatientPage } from '../domain/page-view.ts';
import { type Content, html } from './html.ts';
import type { Frame } from './shell.ts';

export function reflectionsCard({ reflections }: PatientPage, frame: Frame): Content {
  const words = frame.language.page.reflections;
  const parts = [
    { heading: words.intention, texts: reflections.intention === null ? [] : [reflections.intention] },
    { heading: words.coreWounds, texts: reflections.coreWounds },
    { heading: words.insights, texts: reflections.insights },
  ].filter(({ texts }) => texts.length > 0);
  if (parts.length === 0) return null;
  return html`<section class="card">
<h2>${words.title}</h2>
${parts.map(
  ({ heading, texts }) => html`<h3>${heading}</h3>
<ul class="rules">${texts.map((text) => html`<li dir="auto">${text}</li>`)}</ul>`,
)}
</section>`;
}
