/** The pages' one style sheet, in the colours of the messages, and the policy that lets nothing else in. */
import { createHash } from 'node:crypto';

const light =
  '--ground:#f1f4f2;--card:#fff;--ink:#1b2a28;--muted:#566663;--line:#dfe6e3;--edge:#7d8f8b;--accent:#0b665c;--accent-ink:#fff;--soft:#eaf3f0;--care:#fdf4e3;--care-line:#d99a2b;--care-ink:#5a3e07;--bad:#a3261b';
const dark =
  '--ground:#0e1514;--card:#172120;--ink:#e9f0ee;--muted:#a3b4b0;--line:#2b3937;--edge:#7b8d89;--accent:#74d3c4;--accent-ink:#08231f;--soft:#1d2e2b;--care:#30270f;--care-line:#d9a441;--care-ink:#f6e3ba;--bad:#ffa99f';

export const styleSheet = `
:root{color-scheme:light dark;${light}}
@media (prefers-color-scheme:dark){:root{${dark}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:17px/1.5 -apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:640px;margin:0 auto;padding:0 16px}
main:first-child{padding-top:20px}
header{padding-top:20px;padding-bottom:10px;color:var(--muted);font-size:15px;font-weight:600}
footer{padding-top:28px;padding-bottom:48px;color:var(--muted);font-size:16px}
h1{margin:8px 0 16px;font-size:27px;line-height:1.25;letter-spacing:-.01em}
h2{margin:0 0 8px;font-size:20px;line-height:1.3}
h3{margin:24px 0 6px;font-size:17px;line-height:1.35}
.section{margin:32px 0 10px;font-size:22px}
footer h2{font-size:17px;color:var(--ink)}
p{margin:0 0 12px}
p:last-child,ul:last-child,ol:last-child,dl:last-child,form:last-child{margin-bottom:0}
a{color:var(--accent);text-underline-offset:3px}
a[href^="tel:"]{white-space:nowrap;display:inline-block;padding:4px 0}
.card{background:var(--card);border-radius:16px;padding:22px 20px;margin:0 0 14px}
.soft{background:var(--soft);border-radius:12px;padding:16px;margin:0 0 14px}
.care{background:var(--care);color:var(--care-ink);border-inline-start:4px solid var(--care-line);border-radius:4px 12px 12px 4px;padding:16px 18px;margin:0 0 14px}
.care a{color:inherit}
.care h2{font-size:18px}
p+h2,ul+h2{margin-top:20px}
.strong{font-weight:700}
.done{background:var(--soft);border-inline-start:4px solid var(--accent);border-radius:4px 12px 12px 4px;padding:16px 18px;margin:0 0 16px;font-weight:600}
.muted,.hint{color:var(--muted);font-size:16px}
.badge{display:inline-block;margin:0 0 10px;padding:3px 12px;border-radius:999px;background:var(--care);color:var(--care-ink);border:1px solid var(--care-line);font-size:15px;font-weight:700}
.clock{margin:0;font-size:42px;line-height:1.1;font-weight:700;letter-spacing:-.02em;color:var(--accent)}
.clock small{display:inline-block;font-size:17px;letter-spacing:0;color:var(--muted);font-weight:600}
.date{margin:4px 0 0;font-size:19px;font-weight:600}
.away{margin:2px 0 12px;color:var(--muted)}
.times{list-style:none;margin:0 0 14px;padding:0}
.times>li{display:grid;grid-template-columns:92px 1fr;gap:4px 14px;padding:14px 0;border-top:1px solid var(--line)}
.times>li>div:first-child{font-weight:700;color:var(--accent)}
.times small{display:block;font-size:15px;line-height:1.35;font-weight:400;color:var(--muted)}
.rule{margin:0 0 10px;font-weight:600}
.rule small{display:block;margin-top:3px;font-size:16px;line-height:1.45;font-weight:400;color:var(--muted)}
.rules{margin:0 0 14px;padding:0 0 0 22px}
.rules>li{margin:0 0 12px}
.rules>li::marker{color:var(--accent)}
dl{margin:14px 0 0;padding-top:10px;border-top:1px solid var(--line);display:grid;grid-template-columns:minmax(84px,auto) 1fr;gap:6px 14px;font-size:16px}
dt{color:var(--muted)}
dd{margin:0}
.people{list-style:none;margin:0 0 14px;padding:0}
.people li{margin:0 0 10px}
.people small{display:block;font-size:16px;color:var(--muted)}
form{margin:0 0 12px}
fieldset{border:0;margin:0 0 24px;padding:0;min-width:0}
legend,label.name{display:block;padding:0;margin:0 0 10px;font-weight:600}
.two{display:grid;grid-template-columns:1fr 1fr;gap:10px}
.four{display:grid;gap:8px}
.choice{display:flex;align-items:center;gap:12px;min-height:52px;padding:10px 14px;border:2px solid var(--line);border-radius:12px;background:var(--card);cursor:pointer;line-height:1.35}
.choice:hover{border-color:var(--edge)}
.choice:has(:checked){border-color:var(--accent);background:var(--soft);font-weight:600}
.choice input{flex:none;width:24px;height:24px;margin:0;accent-color:var(--accent)}
.choice+.choice.tick{margin-top:10px}
.tick{margin-bottom:10px}
input[type=text],input[type=date],textarea{display:block;width:100%;min-height:52px;padding:12px 14px;border:2px solid var(--edge);border-radius:12px;background:var(--card);color:var(--ink);font:inherit}
textarea{min-height:120px;resize:vertical}
.code{letter-spacing:.2em;max-width:240px}
button,.button{display:block;width:100%;min-height:52px;padding:13px 22px;border:2px solid var(--accent);border-radius:12px;background:var(--accent);color:var(--accent-ink);font:inherit;font-weight:600;line-height:1.3;text-align:center;text-decoration:none;cursor:pointer;-webkit-appearance:none;appearance:none}
a.button[href^="tel:"]{display:block;padding:13px 22px;white-space:normal}
button.quiet,.button.quiet{background:transparent;color:var(--accent)}
button+button{margin-top:10px}
.gap{margin-top:20px}
form+form{margin-top:28px}
button+.hint{margin-top:10px}
.wrong .hint+.error{margin-top:-4px}
.wrong legend,.wrong .name,.error{color:var(--bad)}
.error{margin:0 0 10px;font-weight:600}
.wrong .choice,.wrong input,.wrong textarea{border-color:var(--bad)}
.choice.wrong{border-color:var(--bad)}
.stem{position:sticky;top:0;background:var(--card);padding:10px 0;margin:0 0 14px;font-weight:600;z-index:1}
.source{font-size:14px;line-height:1.45;color:var(--muted)}
details{margin:0 0 14px}
summary{min-height:48px;padding:11px 0;font-weight:600;color:var(--accent);cursor:pointer}
.actions{list-style:none;margin:0;padding:0}
.actions li{padding:14px 0;border-top:1px solid var(--line)}
.actions li:first-child{border-top:0;padding-top:4px}
.back{display:inline-block;min-height:48px;padding:12px 0}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
.choice:has(:focus-visible){outline:3px solid var(--accent);outline-offset:3px}
.choice :focus-visible{outline:0}
@media (min-width:520px){header,main,footer{padding-left:24px;padding-right:24px}.card{padding:28px}button,.button,a.button[href^="tel:"]{display:inline-block;width:auto;min-width:240px}button+button{margin:0 0 0 10px}.times>li{grid-template-columns:120px 1fr}}
@media print{button,form{display:none}}
`;

const hash = createHash('sha256').update(styleSheet).digest('base64');

export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${hash}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
