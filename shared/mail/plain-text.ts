/** The same blocks as plain text, wrapped by no one: mail programs do that better. */

import { sentence } from '../text/sentence.ts';
import type { Block, Content, ListItem } from './content.ts';

export function plainText(content: Content): string {
  const footer = [content.footer.title, ...content.footer.lines].join('\n');
  const parts = [content.greeting, ...content.blocks.flatMap(blockText), `-----\n${footer}`];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function blockText(block: Block): string[] {
  switch (block.kind) {
    case 'text':
      return [block.text];
    case 'session':
      return [sessionText(block)];
    case 'callout':
      return [[sentence(block.lead), ...block.notes].join('\n')];
    case 'timeline':
      return [
        titled(block.title, block.intro),
        ...block.days.flatMap((day) => [
          day.date,
          ...day.rows.map((row) =>
            [`${row.clock}${row.other ? ` (${row.other})` : ''}`, ...row.items.map(ruleText)].join('\n'),
          ),
        ]),
      ];
    case 'list':
      return [[titled(block.title, block.intro), ...block.items.map(ruleText)].join('\n')];
    case 'people':
      return [[titled(block.title, null), ...block.people.map(({ name, does }) => `  - ${name}: ${does}`)].join('\n')];
    case 'call':
      return [block.label.includes(block.phone) ? block.label : `${block.label} ${block.phone}`];
    case 'link':
      return [linkText(block)];
    case 'ask':
      return [
        [titled(block.title, null), ...block.items.map((lead) => ruleText({ lead, note: null }))].join('\n'),
        linkText(block),
      ];
    case 'aside':
      return [block.link ? `${block.text}\n${block.link.href}` : block.text];
    case 'code':
      return [`${block.label}: ${block.code}`];
  }
}

function linkText({ label, href, note }: { label: string; href: string; note: string | null }): string {
  return [`${label}:`, href, ...(note ? [note] : [])].join('\n');
}

function titled(title: string, intro: string | null): string {
  return `${title.toUpperCase()}${intro ? `\n${intro}` : ''}`;
}

function ruleText({ lead, note, href }: ListItem): string {
  return [`  - ${sentence(lead)}`, ...(note ? [note] : []), ...(href ? [href] : [])].join('\n    ');
}

function sessionText(block: Extract<Block, { kind: 'session' }>): string {
  const lines = [
    `${block.label}${block.status ? ` (${block.status})` : ''}`,
    `${block.date}, ${block.clock}${block.zone ? ` ${block.zone}` : ''}`,
    ...(block.otherClock ? [block.otherClock] : []),
    ...(block.was ? [block.was] : []),
    ...block.facts.map(({ label, value }) => `${label}: ${value}`),
  ];
  return lines.map((line) => `  ${line}`).join('\n');
}
