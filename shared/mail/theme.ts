/** One look for all messages: a calm ground, one accent colour, and a warm tone for what must not be missed. */
import type { CSSProperties } from 'react';

const font = '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** Outlook gives a link no padding, but does give it to the cell around it when asked in its own way. */
type Style = CSSProperties & { msoPaddingAlt?: string };

const light = {
  ground: '#f1f4f2',
  card: '#ffffff',
  ink: '#1b2a28',
  muted: '#566663',
  line: '#dfe6e3',
  accent: '#0b665c',
  accentInk: '#ffffff',
  soft: '#eaf3f0',
  care: '#fdf4e3',
  careLine: '#d99a2b',
  careInk: '#5a3e07',
};

const dark = {
  ground: '#0e1514',
  card: '#172120',
  ink: '#e9f0ee',
  muted: '#a3b4b0',
  line: '#2b3937',
  accent: '#74d3c4',
  accentInk: '#08231f',
  soft: '#1d2e2b',
  care: '#30270f',
  careLine: '#d9a441',
  careInk: '#f6e3ba',
};

/** What is readable on what: test/mail/contrast.test.ts holds every pair of them to WCAG AA. */
export const palettes = { light, dark };

/** Inline styles hold the light look for mail programs that drop style sheets; the classes carry the dark one. */
export const styles = {
  body: {
    margin: 0,
    padding: 0,
    backgroundColor: light.ground,
    color: light.ink,
    fontFamily: font,
    fontSize: '17px',
    lineHeight: '1.55',
    overflowWrap: 'anywhere',
  },
  ground: { backgroundColor: light.ground, padding: '0 0 8px' },
  outer: { maxWidth: '600px', width: '100%', margin: '0 auto' },
  sender: {
    padding: '28px 32px 14px',
    color: light.muted,
    fontSize: '15px',
    fontWeight: 600,
    letterSpacing: '0.01em',
  },
  card: {
    backgroundColor: light.card,
    borderRadius: '16px',
    padding: '36px 32px 32px',
    borderTop: `4px solid ${light.accent}`,
  },
  h1: {
    margin: '0 0 20px',
    fontSize: '28px',
    lineHeight: '1.25',
    fontWeight: 700,
    letterSpacing: '-0.01em',
    color: light.ink,
  },
  h2: { margin: '36px 0 6px', fontSize: '20px', lineHeight: '1.3', fontWeight: 700, color: light.ink },
  h3: { margin: '18px 0 4px', fontSize: '14px', lineHeight: '1.4', fontWeight: 600, color: light.muted },
  text: { margin: '0 0 14px', fontSize: '17px', lineHeight: '1.55', color: light.ink },
  muted: { margin: '0 0 6px', fontSize: '15px', lineHeight: '1.5', color: light.muted },
  aside: { margin: '24px 0 14px', fontSize: '15px', lineHeight: '1.6', color: light.muted },
  session: { backgroundColor: light.soft, borderRadius: '14px', padding: '24px 24px 20px' },
  label: { margin: 0, fontSize: '14px', lineHeight: '1.4', fontWeight: 600, color: light.muted },
  clock: {
    margin: '2px 0 0',
    fontSize: '46px',
    lineHeight: '1.1',
    fontWeight: 700,
    letterSpacing: '-0.02em',
    color: light.accent,
  },
  date: { margin: '4px 0 0', fontSize: '20px', lineHeight: '1.35', fontWeight: 600, color: light.ink },
  zone: {
    fontSize: '18px',
    lineHeight: '1.2',
    fontWeight: 600,
    letterSpacing: 0,
    whiteSpace: 'nowrap',
  },
  list: { margin: '0 0 14px' },
  small: { margin: '4px 0 0', fontSize: '15px', lineHeight: '1.45', color: light.muted },
  was: { margin: '8px 0 0', fontSize: '15px', lineHeight: '1.45', color: light.muted, textDecoration: 'line-through' },
  status: {
    display: 'inline-block',
    margin: '0 0 10px',
    padding: '4px 12px',
    borderRadius: '999px',
    backgroundColor: light.care,
    color: light.careInk,
    border: `1px solid ${light.careLine}`,
    fontSize: '14px',
    lineHeight: '1.4',
    fontWeight: 700,
  },
  facts: { marginTop: '16px', borderTop: `1px solid ${light.line}`, paddingTop: '10px' },
  factLabel: {
    width: '104px',
    padding: '4px 12px 4px 0',
    verticalAlign: 'top',
    fontSize: '15px',
    lineHeight: '1.45',
    color: light.muted,
  },
  factValue: {
    padding: '4px 0',
    verticalAlign: 'top',
    fontSize: '15px',
    lineHeight: '1.45',
    color: light.ink,
    overflowWrap: 'anywhere',
  },
  callout: {
    backgroundColor: light.care,
    borderLeft: `4px solid ${light.careLine}`,
    borderRadius: '4px 12px 12px 4px',
    padding: '16px 20px',
  },
  calloutLead: { margin: 0, fontSize: '17px', lineHeight: '1.5', fontWeight: 700, color: light.careInk },
  calloutNote: { margin: '8px 0 0', fontSize: '16px', lineHeight: '1.5', color: light.careInk },
  rowClock: {
    width: '96px',
    padding: '14px 14px 14px 0',
    verticalAlign: 'top',
    borderTop: `1px solid ${light.line}`,
    fontSize: '17px',
    lineHeight: '1.4',
    fontWeight: 700,
    whiteSpace: 'nowrap',
    color: light.accent,
  },
  rowOther: {
    display: 'block',
    fontSize: '13px',
    lineHeight: '1.35',
    fontWeight: 400,
    whiteSpace: 'normal',
    color: light.muted,
    marginTop: '2px',
  },
  rowItems: { padding: '14px 0 14px', verticalAlign: 'top', borderTop: `1px solid ${light.line}` },
  item: { margin: 0, fontSize: '17px', lineHeight: '1.4', fontWeight: 600, color: light.ink },
  nextItem: { margin: '16px 0 0' },
  startItem: { margin: 0, fontSize: '17px', lineHeight: '1.4', fontWeight: 600, color: light.accent },
  listItem: { padding: '9px 0', verticalAlign: 'top' },
  plainItem: { margin: 0, fontSize: '17px', lineHeight: '1.45', color: light.ink },
  itemNote: { margin: '3px 0 0', fontSize: '15px', lineHeight: '1.5', color: light.muted },
  mark: {
    width: '26px',
    padding: '9px 0',
    verticalAlign: 'top',
    color: light.accent,
    fontSize: '17px',
    lineHeight: '1.4',
    fontWeight: 700,
  },
  apart: { margin: '22px 0 20px' },
  ask: {
    backgroundColor: light.card,
    border: `2px solid ${light.accent}`,
    borderRadius: '14px',
    padding: '20px 22px 8px',
  },
  person: { margin: '12px 0 0', fontSize: '17px', lineHeight: '1.4', fontWeight: 600, color: light.ink },
  personDoes: { margin: 0, fontSize: '15px', lineHeight: '1.5', color: light.muted },
  askTitle: { margin: '0 0 4px', fontSize: '18px', lineHeight: '1.3', fontWeight: 700, color: light.ink },
  code: { backgroundColor: light.soft, borderRadius: '14px', padding: '20px 24px', textAlign: 'center' },
  codeDigits: {
    margin: '4px 0 0',
    fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace',
    fontSize: '38px',
    lineHeight: '1.2',
    fontWeight: 700,
    letterSpacing: '0.14em',
    whiteSpace: 'nowrap',
    color: light.accent,
  },
  buttonTable: { borderCollapse: 'separate', margin: '18px 0 14px' },
  button: {
    msoPaddingAlt: '12px 22px',
    borderRadius: '12px',
    border: `2px solid ${light.accent}`,
    backgroundColor: light.accent,
    color: light.accentInk,
  },
  quietButton: {
    msoPaddingAlt: '12px 22px',
    borderRadius: '12px',
    border: `2px solid ${light.accent}`,
    backgroundColor: light.card,
    color: light.accent,
  },
  buttonText: {
    display: 'block',
    padding: '12px 22px',
    fontSize: '17px',
    lineHeight: '1.3',
    fontWeight: 600,
    textDecoration: 'none',
  },
  linkNote: { margin: '0 0 14px', fontSize: '15px', lineHeight: '1.5', color: light.muted },
  footer: { padding: '26px 32px 44px' },
  footerTitle: { margin: '0 0 6px', fontSize: '16px', lineHeight: '1.4', fontWeight: 700, color: light.ink },
  footerText: { margin: '0 0 4px', fontSize: '15px', lineHeight: '1.5', color: light.muted },
  link: { color: light.accent, textDecoration: 'underline' },
  phone: { color: light.accent, textDecoration: 'underline', whiteSpace: 'nowrap' },
} satisfies Record<string, Style>;

const colours = (colour: typeof light): string => `
.t-ground { background-color: ${colour.ground} !important; }
.t-card { background-color: ${colour.card} !important; border-color: ${colour.accent} !important; }
.t-soft { background-color: ${colour.soft} !important; }
.t-ink { color: ${colour.ink} !important; }
.t-muted { color: ${colour.muted} !important; }
.t-accent { color: ${colour.accent} !important; }
.t-line { border-color: ${colour.line} !important; }
.t-care { background-color: ${colour.care} !important; border-color: ${colour.careLine} !important; }
.t-care-ink { color: ${colour.careInk} !important; }
.t-button { background-color: ${colour.accent} !important; border-color: ${colour.accent} !important; }
.t-button-ink { color: ${colour.accentInk} !important; }
.t-quiet, .t-ask { background-color: ${colour.card} !important; border-color: ${colour.accent} !important; }
.t-quiet-ink { color: ${colour.accent} !important; }
`;

export const styleSheet = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
a[x-apple-data-detectors] { color: inherit !important; text-decoration: none !important; }
@media (max-width: 480px) {
  .t-pad { padding-left: 20px !important; padding-right: 20px !important; }
  .t-h1 { font-size: 25px !important; }
  .t-clock { font-size: 42px !important; }
  .t-row-clock { width: 82px !important; }
  .t-wide { width: 100% !important; }
}
@media (prefers-color-scheme: dark) {${colours(dark)}}
`;
