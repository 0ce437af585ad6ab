/** HTML as tagged templates. Whatever is put in is escaped, unless it was made here: nothing else can make an `Html`. */
export class Html {
  readonly #text: string;
  private constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
  /** Attributes are always written in double quotes. */
  static of(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
    return new Html(strings.map((text, index) => text + (index < values.length ? shown(values[index]) : '')).join(''));
  }
}

export type Content = Html | string | number | null | undefined | false | readonly Content[];

export const html = Html.of;

function shown(value: Content): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string')
    return value
      .toWellFormed()
      .replace(unseen, ' ')
      .replace(/[&<>"']/g, escaped);
  return value.map(shown).join('');
}

/** What nobody sees and what could turn a sentence around: control characters but new lines and tabs, direction overrides. */
const unseen = /(?![\n\t])[\p{Cc}\u202a-\u202e]/gu;

const escaped = (character: string): string => `&#${character.charCodeAt(0)};`;
