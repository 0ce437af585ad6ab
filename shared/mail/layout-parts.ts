/** What blocks are laid out with: cells and buttons that Outlook knows, lists, and phone numbers that a tap calls. */
import { type CSSProperties, createElement as h, type ReactElement, type ReactNode } from 'react';
import { Heading, Link, Text } from 'react-email';
import { telephone } from '../text/links.ts';
import { sentence } from '../text/sentence.ts';
import type { ListItem } from './content.ts';
import { styles } from './theme.ts';

export function paragraph(text: string, phones: readonly string[] = []): ReactElement {
  return h(Text, { className: 't-ink', style: styles.text }, ...withPhoneLinks(text, phones, 't-accent'));
}

/** A block with padding and a ground: Outlook gives neither to anything but a cell. */
export function cell(attributes: { className: string; style: CSSProperties }, ...children: ReactNode[]): ReactElement {
  return table([h('tr', { key: 'row' }, h('td', attributes, ...children))], { borderCollapse: 'separate' });
}

/** The same with air above and below. */
export function apart(...of: Parameters<typeof cell>): ReactElement {
  return h('div', { style: styles.apart }, cell(...of));
}

export function table(rows: ReactElement[], style: CSSProperties = { borderCollapse: 'collapse' }): ReactElement {
  const attributes = { role: 'presentation', width: '100%', cellPadding: 0, cellSpacing: 0, border: 0 };
  return h('table', { ...attributes, style: { width: '100%', ...style } }, h('tbody', null, rows));
}

export function sectionTitle(title: string): ReactElement {
  return h(Heading, { key: 'title', as: 'h2', className: 't-ink', style: styles.h2 }, title);
}

export function linkElement(
  { label, href, note }: { label: string; href: string; note: string | null },
  main: boolean,
): ReactNode[] {
  return [
    button(label, href, main),
    note ? h(Text, { key: 'note', className: 't-muted', style: styles.linkNote }, note) : null,
  ];
}

/** A cell with a ground, so that it is a button in Outlook too. */
export function button(label: string, href: string, main: boolean): ReactElement {
  const [ground, ink] = main ? ['t-button', styles.button] : ['t-quiet', styles.quietButton];
  const link = h('a', { href, className: `${ground}-ink`, style: { ...styles.buttonText, color: ink.color } }, label);
  const row = h('tr', null, h('td', { className: ground, align: 'center', style: ink }, link));
  return h(
    'table',
    {
      key: href,
      role: 'presentation',
      cellPadding: 0,
      cellSpacing: 0,
      border: 0,
      className: 't-wide',
      style: styles.buttonTable,
    },
    h('tbody', null, row),
  );
}

export function bullets(items: readonly ListItem[], style: CSSProperties = styles.plainItem): ReactElement {
  return table(
    items.map((item, index) =>
      h(
        'tr',
        { key: index },
        items.length > 1 ? h('td', { className: 't-accent', style: styles.mark, 'aria-hidden': true }, '•') : null,
        h('td', { style: styles.listItem }, ruleElement(item, { style })),
      ),
    ),
  );
}

export function ruleElement(item: ListItem, look: { style: CSSProperties; className?: string }): ReactElement {
  return h(
    'div',
    { key: item.lead },
    h(
      Text,
      { className: look.className ?? 't-ink', style: look.style },
      item.href
        ? h(Link, { href: item.href, className: 't-accent', style: styles.link }, item.lead)
        : sentence(item.lead),
    ),
    item.note ? h(Text, { className: 't-muted', style: styles.itemNote }, item.note) : null,
  );
}

export function withPhoneLinks(line: string, phones: readonly string[], className: string): ReactNode[] {
  const phone = phones.find((one) => one !== '' && line.includes(one));
  if (phone === undefined) return [line];
  const at = line.indexOf(phone);
  const style = className === 't-accent' ? styles.phone : { ...styles.phone, color: 'inherit' };
  const link = h(Link, { key: phone, href: telephone(phone), className, style }, phone);
  return [line.slice(0, at), link, line.slice(at + phone.length)];
}
