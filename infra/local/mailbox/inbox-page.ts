/** The inbox as plain pages: no script, nothing from elsewhere, every string escaped. */
import type { StoredMail } from './mail-store.ts';

// Styles are inline because the mail in its frame inherits this policy and mails have inline styles.
const styledOnly = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'";
export const pagePolicy = `${styledOnly}; base-uri 'none'; frame-ancestors 'none'`;
/** The console is another port of this machine. */
export const framedPolicy = `${styledOnly}; frame-ancestors http://127.0.0.1:* http://localhost:*`;

const styles = `
:root { color-scheme: light dark; --ground: #f1f4f2; --card: #fff; --ink: #1b2a28; --muted: #566663; --line: #dfe6e3; --accent: #0b665c; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #0e1514; --card: #172120; --ink: #e9f0ee; --muted: #a3b4b0; --line: #2b3937; --accent: #74d3c4; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 28px 0 8px; }
p { margin: 0 0 16px; color: var(--muted); }
a { color: var(--accent); }
ol { list-style: none; margin: 20px 0 0; padding: 0; background: var(--card); border: 1px solid var(--line); border-radius: 14px; overflow: hidden; }
li + li { border-top: 1px solid var(--line); }
li a { display: grid; grid-template-columns: 13em minmax(0, 1fr) minmax(0, 1.2fr); gap: 4px 20px; padding: 14px 20px; color: inherit; text-decoration: none; }
li a:hover, li a:focus-visible { background: var(--ground); }
time, .to { color: var(--muted); font-variant-numeric: tabular-nums; }
.to, .subject { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.subject { font-weight: 600; }
.mail { display: grid; grid-template-columns: minmax(0, 377px) minmax(0, 1fr); gap: 28px; margin-top: 20px; align-items: start; }
iframe { width: 100%; height: 820px; border: 1px solid var(--line); border-radius: 18px; background: var(--ground); }
pre { margin: 0; padding: 18px; background: var(--card); border: 1px solid var(--line); border-radius: 14px; font: 13.5px/1.55 ui-monospace, Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 760px) { li a { grid-template-columns: 1fr; } .mail { grid-template-columns: minmax(0, 1fr); } }
`;

export function inboxPage(newestFirst: readonly StoredMail[]): string {
  const items = newestFirst.map(
    (mail) =>
      `<li><a href="/mail/${escapeHtml(encodeURIComponent(mail.id))}"><time datetime="${escapeHtml(mail.at)}">${readableTime(mail.at)}</time>` +
      `<span class="to" dir="auto">${escapeHtml(mail.destinations.join(', '))}</span><span class="subject" dir="auto">${escapeHtml(mail.subject)}</span></a></li>`,
  );
  const list =
    items.length > 0 ? `<ol>${items.join('')}</ol>` : '<p>No mail yet. It appears here as soon as one is sent.</p>';
  return page(
    'Mailbox',
    `<h1>Mailbox</h1><p>Mail sent on this machine, newest first. Nothing leaves it. The list refreshes itself.</p>${list}`,
    '<meta http-equiv="refresh" content="5">',
  );
}

export function mailPage(mail: StoredMail): string {
  const headers = Object.entries(mail.headers).map(([name, value]) => `${name}: ${value}`);
  const tags = Object.entries(mail.tags).map(([name, value]) => `${name}: ${value}`);
  const body =
    mail.html === null
      ? '<p>This mail has no HTML part.</p>'
      : `<iframe sandbox="" title="The mail at the width of a phone" srcdoc="${escapeHtml(mail.html)}"></iframe>`;
  return page(
    mail.subject,
    `<p><a href="/">All mail</a></p><h1 dir="auto">${escapeHtml(mail.subject)}</h1>` +
      `<p>${readableTime(mail.at)}, to ${escapeHtml(mail.destinations.join(', '))}</p>` +
      `<div class="mail"><div>${body}</div><div><h2 style="margin-top:0">Plain text</h2><pre dir="auto">${escapeHtml(mail.text ?? '')}</pre>` +
      `<h2>Headers</h2><pre>${escapeHtml(headers.join('\n'))}</pre>` +
      `<h2>Tags</h2><pre>${escapeHtml([`configuration set: ${mail.configurationSet ?? 'none'}`, ...tags].join('\n'))}</pre>` +
      `<p style="margin-top:16px"><a href="/mail/${escapeHtml(encodeURIComponent(mail.id))}/raw">The mail as it was sent</a></p></div></div>`,
  );
}

/** The mail alone, for the console to show in a frame: its links open beside it. */
export const framedMail = (mail: StoredMail): string =>
  `<base target="_blank">${mail.html ?? `<pre dir="auto">${escapeHtml(mail.text ?? '')}</pre>`}`;

export function messagePage(title: string, text: string): string {
  return page(title, `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p><p><a href="/">All mail</a></p>`);
}

function page(title: string, body: string, head = ''): string {
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${head}` +
    `<title>${escapeHtml(title)}</title><style>${styles}</style></head><body><main>${body}</main></body></html>`
  );
}

function readableTime(instant: string): string {
  return escapeHtml(`${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC`);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
