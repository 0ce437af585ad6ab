/** One heap for the timers of many owners: an entry for the earliest of each. */
type Timer = { at: number /** Decides between those at the same instant. */; order: number };
type Entry<Owner> = Timer & { owner: Owner };

const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

export class TimerHeap<Owner> {
  readonly #heap: Entry<Owner>[] = [];
  /** The entry that counts for each owner; others in the heap are leftovers, dropped when they come up. */
  readonly #current = new Map<Owner, Entry<Owner>>();

  set(owner: Owner, timer: Timer | undefined): void {
    const known = this.#current.get(owner);
    if (known?.at === timer?.at && known?.order === timer?.order) return;
    this.#current.delete(owner);
    if (!timer) return;
    const entry = { owner, at: timer.at, order: timer.order };
    this.#current.set(owner, entry);
    this.#heap.push(entry);
    this.#rise(this.#heap.length - 1);
    if (this.#heap.length > 64 && this.#heap.length > 2 * this.#current.size) this.#rebuild();
  }

  first(): Entry<Owner> | undefined {
    for (let top = this.#heap[0]; top; top = this.#heap[0]) {
      if (this.#current.get(top.owner) === top) return top;
      this.#dropTop();
    }
    return undefined;
  }

  #rebuild(): void {
    this.#heap.length = 0;
    for (const entry of this.#current.values()) {
      this.#heap.push(entry);
      this.#rise(this.#heap.length - 1);
    }
  }

  #dropTop(): void {
    const last = this.#heap.pop();
    if (!last || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfBefore(at, parent)) return;
      at = parent;
    }
  }

  #sink(from: number): void {
    let at = from;
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const [a, b] = [this.#heap[left], this.#heap[right]];
      if (!a) return;
      const child = b && isBefore(b, a) ? right : left;
      if (!this.#swapIfBefore(child, at)) return;
      at = child;
    }
  }

  #swapIfBefore(lower: number, upper: number): boolean {
    const [a, b] = [this.#heap[lower], this.#heap[upper]];
    if (!a || !b || !isBefore(a, b)) return false;
    this.#heap[lower] = b;
    this.#heap[upper] = a;
    return true;
  }
}
