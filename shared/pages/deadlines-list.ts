/** What to do before a session, as a list by the clock: when, how far away, and what has begun already. */
import type { PageSession, PatientPage } from '../domain/page-view.ts';
import type { Instant } from '../domain/state.ts';
import { speakDeadlines, speakingOf } from '../text/deadlines.ts';
import { sentence } from '../text/sentence.ts';
import { readWhen, type When, type Zones } from '../text/times.ts';
import type { Rule } from '../text/words.ts';
import { type Content, type Html, html } from './html.ts';
import { type Frame, numbersOf, withPhones } from './shell.ts';
import { distance } from './times.ts';

export function deadlinesList(session: PageSession, view: PatientPage, frame: Frame): Content {
  if (session.deadlines.length === 0) return null;
  const { guidelines } = frame.language.words;
  const speaking = speakingOf(view, session, session.late, frame.language);
  const { begun, ahead, also, longer } = speakDeadlines(session.deadlines, speaking);
  const start = session.start.instant;
  const rows = [
    ...ahead.map(({ opens, when, rules }) => row(opens, when, rules, view, frame)),
    start > view.now &&
      row(start, readWhen(start, speaking.zones, frame.language.locale), [startRule(frame)], view, frame),
  ];
  return [
    begun.length > 0 && [
      html`<h3>${session.late ? guidelines.openTitle : guidelines.begunTitle}</h3>`,
      html`<p class="muted">${session.late ? guidelines.openIntro : guidelines.begunIntro(longer)}</p>`,
      ruleList(begun),
    ],
    ahead.length > 0 && [
      html`<h3>${session.late ? guidelines.stillTitle : guidelines.title}</h3>`,
      html`<p class="muted">${(session.late ? guidelines.stillIntro : guidelines.intro)(longer)}</p>`,
      html`<ol class="times">${rows}</ol>`,
      counted(view, speaking.zones, frame),
    ],
    also.length > 0 && [html`<h3>${guidelines.alsoTitle}</h3>`, ruleList(also)],
    html`<p>${withPhones(guidelines.unsure(frame.phone ?? ''), numbersOf(frame))}</p>`,
  ];
}

const startRule = (frame: Frame): Rule => ({ lead: frame.language.words.guidelines.sessionStarts, note: null });

function row(opens: Instant, when: When, rules: readonly Rule[], view: PatientPage, frame: Frame): Html {
  return html`<li><div>${when.clock}<small>${when.weekday}</small><small>${distance(opens, view.now, frame)}</small>${
    when.other && html`<small>${when.other.clock} ${when.other.zone}</small>`
  }</div><div>${rules.map(ruleLine)}</div></li>`;
}

/** A page stands still: it says when it counted. */
function counted(view: PatientPage, zones: Zones, { base, language }: Frame): Html {
  const { clock } = readWhen(view.now, { patient: zones.patient, others: [] }, language.locale);
  return html`<p class="muted">${language.page.countedAt(clock)} <a href="${base}">${language.page.reload}</a></p>`;
}

function ruleLine({ lead, note }: Rule): Html {
  return html`<p class="rule">${sentence(lead)}${note && html`<small>${note}</small>`}</p>`;
}

export function ruleList(rules: readonly Rule[]): Html {
  return html`<ul class="rules">${rules.map((rule) => html`<li>${ruleLine(rule)}</li>`)}</ul>`;
}
