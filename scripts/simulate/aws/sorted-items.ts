/** Items of one partition in the order of their sort keys. */
import { compareText, type Item } from './expressions.ts';

export type Entry = { key: string; item: Item };

export class SortedItems {
  readonly #byKey = new Map<string, Entry>();
  #sorted: Entry[] | undefined = [];

  get(key: string): Item | undefined {
    return this.#byKey.get(key)?.item;
  }

  set(key: string, item: Item | undefined): void {
    if (item === undefined) {
      this.#byKey.delete(key);
      this.#sorted = undefined;
      return;
    }
    const known = this.#byKey.get(key);
    if (known) {
      known.item = item;
      return;
    }
    const entry = { key, item };
    this.#byKey.set(key, entry);
    const sorted = this.#sorted;
    // Made ready once, then kept in order: a new key is put where it belongs.
    sorted?.splice(lowerBound(sorted, key), 0, entry);
  }

  all(): readonly Entry[] {
    this.#sorted ??= [...this.#byKey.values()].sort((a, b) => compareText(a.key, b.key));
    return this.#sorted;
  }

  beginningWith(prefix: string): readonly Entry[] {
    const sorted = this.all();
    const from = lowerBound(sorted, prefix);
    let to = from;
    while (sorted[to]?.key.startsWith(prefix)) to += 1;
    return sorted.slice(from, to);
  }
}

/** Where a key stands, or would stand. */
function lowerBound(sorted: readonly Entry[], key: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareText(sorted[middle]?.key ?? '', key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
