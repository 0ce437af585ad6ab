/** Blocks → one React tree. Every string becomes a text node or an attribute: React escapes it. */
import { createElement as h, type ReactElement, type ReactNode } from 'react';
import { Head, Heading, Html, Link, Text } from 'react-email';
import { telephone } from '../text/links.ts';
import { sentence } from '../text/sentence.ts';
import type { Block, Content } from './content.ts';
import {
  apart,
  bullets,
  button,
  cell,
  linkElement,
  paragraph,
  ruleElement,
  sectionTitle,
  table,
  withPhoneLinks,
} from './layout-parts.ts';
import { styleSheet, styles } from './theme.ts';

export function layOut(content: Content): ReactElement {
  return h(
    Html,
    { lang: content.language, dir: content.direction },
    h(
      Head,
      null,
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('meta', { name: 'supported-color-schemes', content: 'light dark' }),
      // Phones make links of times and addresses; the links that we mean are written out.
      h('meta', { name: 'format-detection', content: 'telephone=no, date=no, address=no, email=no' }),
      h('title', null, content.subject),
      h('style', null, styleSheet),
    ),
    h(
      'body',
      { className: 't-ground t-ink', style: styles.body },
      h('div', { style: { display: 'none', maxHeight: 0, overflow: 'hidden' }, 'aria-hidden': true }, content.preview),
      // The ground once more as a cell: some mail programs drop what stands on the body.
      cell(
        { className: 't-ground', style: styles.ground },
        h(
          'div',
          { role: 'main', style: styles.outer },
          cell({ className: 't-pad t-muted', style: styles.sender }, content.sender),
          cell(
            { className: 't-card t-pad', style: styles.card },
            h(Heading, { as: 'h1', className: 't-h1 t-ink', style: styles.h1 }, content.heading),
            paragraph(content.greeting),
            ...content.blocks.map((block, index) =>
              h('div', { key: index }, blockElement(block, content.footer.phones.slice(0, 1), mainAction(content))),
            ),
          ),
          cell({ className: 't-pad', style: styles.footer }, ...footer(content)),
        ),
      ),
    ),
  );
}

/** One action stands out: to answer where something is asked, otherwise to call, otherwise to read on. */
function mainAction({ blocks }: Content): Block['kind'] | undefined {
  return (['ask', 'call', 'link'] as const).find((kind) => blocks.some((block) => block.kind === kind));
}

function blockElement(block: Block, phones: readonly string[], main: Block['kind'] | undefined): ReactNode {
  switch (block.kind) {
    case 'text':
      return paragraph(block.text, phones);
    case 'session':
      return sessionElement(block);
    case 'callout':
      return apart(
        { className: 't-care', style: styles.callout },
        h(
          Text,
          { className: 't-care-ink', style: styles.calloutLead },
          ...withPhoneLinks(sentence(block.lead), phones, 't-care-ink'),
        ),
        ...block.notes.map((note) =>
          h(
            Text,
            { key: note, className: 't-care-ink', style: styles.calloutNote },
            ...withPhoneLinks(note, phones, 't-care-ink'),
          ),
        ),
      );
    case 'timeline':
      return timelineElement(block);
    case 'list':
      return listElement(block);
    case 'people':
      return [
        sectionTitle(block.title),
        ...block.people.flatMap(({ name, does }) => [
          h(Text, { key: name, className: 't-ink', style: styles.person }, name),
          h(Text, { key: `${name} does`, className: 't-muted', style: styles.personDoes }, does),
        ]),
      ];
    case 'call':
      return button(block.label, telephone(block.phone), main === 'call');
    case 'link':
      return linkElement(block, main === 'link');
    case 'ask':
      return apart(
        { className: 't-ask', style: styles.ask },
        h(Heading, { as: 'h2', className: 't-ink', style: styles.askTitle }, block.title),
        bullets(block.items.map((lead) => ({ lead, note: null }))),
        linkElement(block, true),
      );
    case 'aside':
      return h(
        Text,
        { className: 't-muted', style: styles.aside },
        block.text,
        ...(block.link
          ? [
              ' ',
              h(
                Link,
                { key: 'link', href: block.link.href, className: 't-accent', style: styles.link },
                block.link.label,
              ),
            ]
          : []),
      );
    case 'code':
      return apart(
        { className: 't-soft', style: styles.code },
        h(Text, { className: 't-muted', style: styles.label }, block.label),
        h(Text, { className: 't-accent', style: styles.codeDigits }, block.code),
      );
  }
}

function sessionElement(block: Extract<Block, { kind: 'session' }>): ReactElement {
  const struck = block.struck ? { textDecoration: 'line-through' } : {};
  return apart(
    { className: 't-soft', style: styles.session },
    block.status ? h('span', { className: 't-care t-care-ink', style: styles.status }, block.status) : null,
    h(Text, { className: 't-muted', style: styles.label }, block.label),
    h(
      Heading,
      { as: 'h2', style: { margin: 0, fontWeight: 'inherit' } },
      h(
        'span',
        { className: 't-accent t-clock', style: { ...styles.clock, ...struck, display: 'block' } },
        h('span', { style: { whiteSpace: 'nowrap' } }, block.clock),
        block.zone ? h('span', { className: 't-muted', style: styles.zone }, ` ${block.zone}`) : null,
      ),
      h('span', { className: 't-ink', style: { ...styles.date, ...struck, display: 'block' } }, block.date),
    ),
    block.otherClock ? h(Text, { className: 't-muted', style: styles.small }, block.otherClock) : null,
    block.was ? h(Text, { className: 't-muted', style: styles.was }, block.was) : null,
    block.facts.length > 0
      ? h(
          'div',
          { className: 't-line', style: styles.facts },
          table(
            block.facts.map((fact) =>
              h(
                'tr',
                { key: fact.label },
                h('td', { className: 't-muted', style: styles.factLabel }, fact.label),
                h(
                  'td',
                  { className: 't-ink', style: styles.factValue },
                  fact.href
                    ? h(Link, { href: fact.href, className: 't-accent', style: styles.link }, fact.value)
                    : fact.value,
                ),
              ),
            ),
          ),
        )
      : null,
  );
}

function timelineElement(block: Extract<Block, { kind: 'timeline' }>): ReactNode[] {
  return [
    sectionTitle(block.title),
    block.intro ? h(Text, { key: 'intro', className: 't-muted', style: styles.muted }, block.intro) : null,
    ...block.days.flatMap((day) => [
      h(Heading, { key: day.date, as: 'h3', className: 't-muted', style: styles.h3 }, day.date),
      h('div', { key: `${day.date} rows` }, table(day.rows.map((row) => timelineRow(row)))),
    ]),
  ];
}

function timelineRow(row: Extract<Block, { kind: 'timeline' }>['days'][number]['rows'][number]): ReactElement {
  return h(
    'tr',
    { key: `${row.clock} ${row.start}` },
    h(
      'td',
      { className: 't-accent t-line t-row-clock', style: styles.rowClock },
      row.clock,
      row.other ? h('span', { className: 't-muted', style: styles.rowOther }, row.other) : null,
    ),
    h(
      'td',
      { className: 't-line', style: styles.rowItems },
      ...row.items.map((item, index) =>
        ruleElement(item, {
          style: { ...(row.start ? styles.startItem : styles.item), ...(index > 0 ? styles.nextItem : {}) },
          className: row.start ? 't-accent' : 't-ink',
        }),
      ),
    ),
  );
}

function listElement(block: Extract<Block, { kind: 'list' }>): ReactNode[] {
  // A list without notes is read as sentences, one with them as headings and what belongs to each.
  const style = block.items.every(({ note }) => note === null) ? styles.plainItem : styles.item;
  return [
    sectionTitle(block.title),
    block.intro ? h(Text, { key: 'intro', className: 't-muted', style: styles.muted }, block.intro) : null,
    h('div', { key: 'items', style: styles.list }, bullets(block.items, style)),
  ];
}

function footer(content: Content): ReactElement[] {
  const { title, lines, phones } = content.footer;
  return [
    h(Heading, { key: 'title', as: 'h2', className: 't-ink', style: styles.footerTitle }, title),
    ...lines.map((line) =>
      h(
        Text,
        { key: line, className: 't-muted', style: styles.footerText },
        ...withPhoneLinks(line, phones, 't-accent'),
      ),
    ),
  ];
}
