/** The page with all examples: what stands in the inbox, the message at phone width, and its plain text beside it. */
import { languageCodes } from '../../shared/text/locales.ts';
import { type Example, exampleMessages } from './examples.ts';

const choices = {
  locale: languageCodes.map((code) => `${code}-US`),
  audience: ['all', 'patient', 'monitor', 'staff'],
  discreet: ['all', 'no', 'yes'],
  look: ['light', 'dark'],
  width: ['320', '390', '600'],
} as const;

export type Choice = Record<keyof typeof choices, string>;

/** What is not among the choices counts as the first of them. */
export function choiceOf(asked: URLSearchParams): Choice {
  const entries = Object.entries(choices).map(([name, values]) => {
    const value = asked.get(name);
    return [name, value !== null && (values as readonly string[]).includes(value) ? value : values[0]];
  });
  return Object.fromEntries(entries);
}

export async function overviewPage(choice: Choice): Promise<string> {
  const shown = exampleMessages
    .map((example, index) => ({ example, index }))
    .filter(({ example }) => choice.audience === 'all' || example.audience === choice.audience)
    .filter(({ example }) => choice.discreet === 'all' || example.discreet === (choice.discreet === 'yes'));
  const sections = await Promise.all(shown.map(({ example, index }) => section(example, index, choice)));
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Messages</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head><body>
<header><h1>${shown.length} messages</h1>${(Object.keys(choices) as (keyof Choice)[]).map((name) => picker(name, choice)).join('')}
<ul>${shown.map(({ example, index }) => `<li><a href="#m${index}">${escaped(example.title)}</a></li>`).join('')}</ul></header>
<main>${sections.join('')}</main></body></html>`;
}

function picker(name: keyof Choice, choice: Choice): string {
  const links = choices[name].map((value) =>
    value === choice[name]
      ? `<b aria-current="true">${escaped(value)}</b>`
      : `<a href="/?${escaped(String(new URLSearchParams({ ...choice, [name]: value })))}">${escaped(value)}</a>`,
  );
  return `<p><span>${name}</span>${links.join('')}</p>`;
}

async function section({ title, render }: Example, index: number, choice: Choice): Promise<string> {
  const { subject, senderName, text, preview } = await render(choice.locale);
  const source = `/message/${index}?${new URLSearchParams(choice)}`;
  return `<section id="m${index}"><h2>${escaped(title)}</h2>
<p class="inbox"><b>${escaped(senderName)}</b> ${escaped(subject)} <span>${escaped(preview)}</span></p>
<div><iframe sandbox loading="lazy" title="${escaped(title)}" width="${choice.width}" src="${escaped(source)}"></iframe>
<pre>${escaped(text)}</pre></div></section>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

const style = `
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: #1b2a28; background: #e4e9e7; }
header { padding: 20px 24px; background: #fff; } h1 { margin: 0 0 8px; font-size: 22px; }
header p { margin: 2px 0; } header p span { display: inline-block; width: 84px; color: #566663; }
header p > * + * { margin-right: 12px; } header ul { margin: 12px 0 0; padding: 0; columns: 280px; list-style: none; }
a { color: #0b665c; } section { padding: 24px; } h2 { margin: 0; font-size: 18px; }
.inbox { margin: 4px 0 12px; } .inbox span { color: #566663; }
section div { display: flex; gap: 20px; align-items: flex-start; flex-wrap: wrap; }
iframe { border: 1px solid #b9c4c0; border-radius: 12px; height: 760px; background: #fff; }
pre { flex: 1 1 340px; max-width: 80ch; max-height: 728px; overflow: auto; margin: 0; padding: 16px; background: #fff;
  border-radius: 12px; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, monospace; }`;
