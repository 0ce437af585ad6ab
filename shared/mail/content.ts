/** A message as blocks of words, before any layout: the HTML and the plain text are both made of it. */
export type Fact = { label: string; value: string; href: string | null };

type TimelineRow = {
  clock: string;
  other: string | null;
  items: { lead: string; note: string | null }[];
  start: boolean;
};

/** `href`: where the lead of an item leads. */
export type ListItem = { lead: string; note: string | null; href?: string };

export type Block =
  | { kind: 'text'; text: string }
  | {
      kind: 'session';
      label: string;
      clock: string;
      date: string;
      zone: string | null;
      otherClock: string | null;
      was: string | null;
      /** "Not confirmed yet", "Cancelled", "On pause" */
      status: string | null;
      struck: boolean;
      facts: Fact[];
    }
  | { kind: 'callout'; lead: string; notes: string[] }
  | { kind: 'timeline'; title: string; intro: string | null; days: { date: string; rows: TimelineRow[] }[] }
  | { kind: 'list'; title: string; intro: string | null; items: ListItem[] }
  | { kind: 'people'; title: string; people: { name: string; does: string }[] }
  | { kind: 'call'; label: string; phone: string }
  | { kind: 'link'; label: string; href: string; note: string | null }
  /** What the reader is asked to answer, and where. */
  | { kind: 'ask'; title: string; items: string[]; label: string; href: string; note: string | null }
  /** Said quietly; `link` where none follows. */
  | { kind: 'aside'; text: string; link: { label: string; href: string } | null }
  | { kind: 'code'; label: string; code: string };

export function textBlock(text: string): Block {
  return { kind: 'text', text };
}

/** A list of sentences under a title. */
export function listBlock(title: string, items: readonly string[]): Block {
  return { kind: 'list', title, intro: null, items: items.map((lead) => ({ lead, note: null })) };
}

/** What must not be missed. */
export function careBlock(lead: string, ...notes: string[]): Block {
  return { kind: 'callout', lead, notes };
}

export type Content = {
  language: string;
  direction: 'ltr' | 'rtl';
  subject: string;
  preview: string;
  sender: string;
  heading: string;
  greeting: string;
  blocks: Block[];
  /** Wherever one of the phones stands in a line, a tap calls it. */
  footer: { title: string; lines: string[]; phones: string[] };
};
