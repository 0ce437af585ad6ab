/** What the operations of the API work with. */
import type { Engine } from './engine.ts';
import type { EngineStorage } from './storage.ts';

export type ApiOptions = {
  storage: EngineStorage;
  engine: Engine;
  now(): number;
  newId(): string;
  region: string;
  accountId: string;
};
