/** Hands the waiting events to `publish`, one after the other, until each is acknowledged: at least once, in order. */
import type { MailStore } from './mail-store.ts';
import type { SesEvent } from './ses-events.ts';

export type EventWorker = { name: string; drain(): Promise<number>; busy(): string | undefined };

const retryAfterMilliseconds = 1_000;

export function createEventWorker(deps: {
  store: MailStore;
  publish: (event: SesEvent) => Promise<void>;
  /** Says that there is work; without it the worker drains itself. */
  wake: (() => void) | undefined;
}): EventWorker & { notify(): void; stop(): Promise<void> } {
  let running: Promise<number> | undefined;
  let lastError: string | undefined;
  let retry: NodeJS.Timeout | undefined;
  let stopped = false;

  async function deliverAll(): Promise<number> {
    let delivered = 0;
    for (let next = deps.store.nextEvent(); next && !stopped; next = deps.store.nextEvent()) {
      try {
        await deps.publish(next.event);
      } catch (error) {
        // Kept and offered again: nothing is lost, and `busy` says what is in the way.
        lastError = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        if (!stopped) retry ??= setTimeout(tryAgain, retryAfterMilliseconds).unref();
        return delivered;
      }
      lastError = undefined;
      deps.store.acknowledge(next.seq);
      delivered += 1;
    }
    return delivered;
  }

  function tryAgain(): void {
    retry = undefined;
    notify();
  }

  function drain(): Promise<number> {
    // An event that arrives during a run is seen by that run: its loop reads the table until it is empty.
    running ??= deliverAll().finally(() => {
      running = undefined;
    });
    return running;
  }

  function notify(): void {
    if (stopped || deps.store.waiting() === 0) return;
    if (deps.wake) deps.wake();
    else void drain();
  }

  return {
    name: 'mailbox',
    drain,
    busy() {
      const waiting = stopped ? 0 : deps.store.waiting();
      if (waiting === 0) return undefined;
      return `${waiting} mail event${waiting === 1 ? '' : 's'} to deliver${lastError ? ` (${lastError})` : ''}`;
    },
    notify,
    async stop() {
      stopped = true;
      clearTimeout(retry);
      await running;
    },
  };
}
