/**
 * The HTML of a message as its reader saw it. The content security policy lets no inline style of a parsed page hold, and
 * stays as it is: the frame is filled here, and each style set on its element by script, which the policy allows. Nothing in
 * the frame runs, loads or leads anywhere.
 */
import { useEffect, useRef } from 'react';

export function SentHtml({ html, title }: { html: string; title: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const page = frame.current?.contentDocument;
    if (page) fill(page, html);
  }, [html]);
  // Same origin, or it could not be filled; without scripts.
  return <iframe ref={frame} className="mail-frame" title={title} sandbox="allow-same-origin" />;
}

const idle = new Set(['SCRIPT', 'STYLE', 'LINK', 'META', 'BASE', 'IFRAME', 'OBJECT', 'EMBED', 'FORM']);
const kept = new Set([
  'role',
  'lang',
  'dir',
  'align',
  'valign',
  'width',
  'height',
  'alt',
  'cellpadding',
  'cellspacing',
]);

function fill(page: Document, html: string): void {
  const sheets: string[] = [];
  // Styles are taken out before the parser sees them: it would refuse each, and say so.
  const quiet = html
    .replace(/<style[^>]*>([\s\S]*?)<\/style>/gi, (_, sheet: string) => {
      sheets.push(sheet);
      return '';
    })
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle=/gi, ' data-style='));
  const sent = new DOMParser().parseFromString(quiet, 'text/html');
  const sheet = new (page.defaultView as Window & typeof globalThis).CSSStyleSheet();
  sheet.replaceSync(sheets.join('\n'));
  page.adoptedStyleSheets = [sheet];
  page.documentElement.lang = sent.documentElement.lang;
  page.body.replaceWith(copied(sent.body, page));
}

function copied(from: Element, page: Document): HTMLElement {
  const to = page.createElement(from.tagName);
  for (const { name, value } of from.attributes) if (kept.has(name) || name === 'class') to.setAttribute(name, value);
  to.style.cssText = from.getAttribute('data-style') ?? '';
  for (const child of from.childNodes) {
    if (child instanceof Element) {
      if (!idle.has(child.tagName)) to.append(copied(child, page));
    } else if (child.nodeType === Node.TEXT_NODE) to.append(child.textContent ?? '');
  }
  return to;
}
