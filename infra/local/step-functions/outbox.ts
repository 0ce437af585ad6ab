/** Delivers status changes to the event bus, in their order, until each is taken. */
import type { StatusChangeEvent } from './status-change.ts';

export type Publish = (event: StatusChangeEvent) => Promise<void>;

/** Real time between two tries, doubled from the first to the second. */
const RETRY_MS = { first: 50, most: 5_000 };

export class Outbox {
  readonly #publish: Publish;
  readonly #taken: (id: number) => void;
  readonly #waiting: { id: number; event: StatusChangeEvent }[] = [];
  #delivering = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  /** `taken` is told the id of each delivered event. */
  constructor(publish: Publish, taken: (id: number) => void) {
    this.#publish = publish;
    this.#taken = taken;
  }

  add(id: number, event: StatusChangeEvent): void {
    this.#waiting.push({ id, event });
    if (!this.#delivering) void this.#deliver();
  }

  busy(): string | undefined {
    const [first] = this.#waiting;
    return first && `the delivery of ${first.event.detail.status} of ${first.event.detail.executionArn}`;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #deliver(): Promise<void> {
    this.#delivering = true;
    let pause = RETRY_MS.first;
    for (let next = this.#waiting[0]; next && !this.#closed; next = this.#waiting[0]) {
      try {
        await this.#publish(next.event);
        this.#waiting.shift();
        pause = RETRY_MS.first;
        this.#taken(next.id);
      } catch {
        // The bus says why in its own words; here the event only waits for its next turn.
        await this.#rest(pause);
        pause = Math.min(pause * 2, RETRY_MS.most);
      }
    }
    this.#delivering = false;
  }

  #rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timer = setTimeout(resolve, milliseconds);
    });
  }
}
