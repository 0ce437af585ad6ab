/** What the engine works with. */
import type { Clock } from '../clock.ts';
import type { InvokeFunction, PutEvents } from './calls.ts';
import type { Publish } from './outbox.ts';
import type { EngineStorage } from './storage.ts';

export type EngineClock = Pick<Clock, 'now' | 'state' | 'wake'>;
export type EngineOptions = {
  storage: EngineStorage;
  clock: EngineClock;
  invoke: InvokeFunction;
  publish?: Publish;
  putEvents?: PutEvents;
  random: () => number;
  newId: () => string;
};
