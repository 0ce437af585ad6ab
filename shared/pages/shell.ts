/** What every page has: its head, the words of its language, and at its end whom to call. */
import { emergencyNumbers } from '../text/emergency.ts';
import { telephone } from '../text/links.ts';
import type { PageLanguage } from '../text/page-language.ts';
import { type Content, type Html, html } from './html.ts';
import { styleSheet } from './style.ts';

/** What the parts of a page need to know. `base` is the path of the link itself, such as "/p/lnk_…". */
export type Frame = {
  base: string;
  language: PageLanguage;
  /** Null where nobody has proved who they are: even a country's numbers may be needed, a clinic's would tell of it. */
  phone: string | null;
  country: string | null;
};

export function document(frame: Frame, sender: string | null, ...main: Content[]): string {
  const { words, locale, page } = frame.language;
  // The style sheet stands in the page byte by byte as its hash in the policy says.
  const [before, after] = html`<!doctype html>
<html lang="${locale}" dir="${words.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex, nofollow">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${page.title}</title>
<style></style>
</head>
<body>
${sender === null ? null : html`<header>${sender}</header>`}
<main>${main}</main>
${help(frame)}
</body>
</html>
`
    .toString()
    .split('<style></style>', 2);
  return `${before}<style>${styleSheet}</style>${after}`;
}

function help(frame: Frame): Html {
  const { language, phone, country } = frame;
  const { footer } = language.words;
  const numbers = country === null ? null : emergencyNumbers(country);
  const phones = numbersOf(frame);
  return html`<footer>
<h2>${footer.title}</h2>
<p>${withPhones(footer.danger(numbers), phones)}</p>
<p>${withPhones(footer.crisis(numbers), phones)}</p>
${phone === null ? null : html`<p>${withPhones(footer.call(phone), phones)}</p>`}
</footer>`;
}

/** The crisis line as one sentence. */
export function crisisLine({ language, country }: Frame): string {
  const numbers = country === null ? null : emergencyNumbers(country);
  const { footer } = language.words;
  return `${footer.crisis(numbers)} ${footer.danger(numbers)}`;
}

export function numbersOf({ phone, country }: Frame): (string | null | undefined)[] {
  const numbers = country === null ? null : emergencyNumbers(country);
  return [phone, numbers?.danger, numbers?.crisis.numbers];
}

/** A tap on a number calls it. */
export function withPhones(line: string, phones: readonly (string | null | undefined)[]): Content {
  const known = phones.filter((one): one is string => Boolean(one));
  const found = known
    .map((phone) => ({ phone, at: line.indexOf(phone) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)[0];
  if (!found) return line;
  const { phone, at } = found;
  return [line.slice(0, at), phoneLink(phone), withPhones(line.slice(at + phone.length), phones)];
}

export function phoneLink(phone: string): Html {
  return html`<a href="${telephone(phone)}">${phone}</a>`;
}

export function callButton({ language, phone }: Frame): Content {
  return phone === null
    ? null
    : html`<p><a class="button" href="${telephone(phone)}">${language.words.callUs(phone)}</a></p>`;
}
