/** Step Functions: the project's own engine and API, on a disk that survives the process. */
import { readFileSync } from 'node:fs';
import { Api } from '../../../infra/local/step-functions/api.ts';
import { Engine } from '../../../infra/local/step-functions/engine.ts';
import type { EngineOptions } from '../../../infra/local/step-functions/engine-options.ts';
import { functions, type MachineName, machines } from '../../../infra/manifest.ts';
import type { Dice } from '../chance.ts';
import type { MemoryStorage } from './engine-storage.ts';

const region = 'us-east-1';
const accountId = '000000000000';
const root = new URL('../../../', import.meta.url);

type Options = {
  storage: MemoryStorage;
  now: () => number;
  dice: Dice;
  invoke: EngineOptions['invoke'];
  publish: NonNullable<EngineOptions['publish']>;
};

export class StatesService {
  storage: MemoryStorage;
  readonly #options: Options;
  #engine: Engine;
  api: Api;

  constructor(options: Options) {
    this.#options = options;
    this.storage = options.storage;
    ({ engine: this.#engine, api: this.api } = this.#start());
  }

  arnOf(machine: MachineName): string {
    return `arn:aws:states:${region}:${accountId}:stateMachine:${machine}`;
  }

  /** `change`: a new definition, which reaches a program at its next run. */
  async putMachines(change: (definition: string) => string = (same) => same): Promise<void> {
    for (const name of Object.keys(machines) as MachineName[]) {
      const definition = change(definitionOf(name));
      const known = this.storage.machine(this.arnOf(name));
      if (known)
        await this.api.call('UpdateStateMachine', JSON.stringify({ stateMachineArn: this.arnOf(name), definition }));
      else
        await this.api.call(
          'CreateStateMachine',
          JSON.stringify({ name, definition, roleArn: `arn:aws:iam::${accountId}:role/throughline` }),
        );
    }
  }

  quiet(): Promise<boolean> {
    return this.#engine.quiet();
  }

  nextTimer(): number | undefined {
    return this.#engine.nextTimer()?.at;
  }

  fireTimer(): void {
    this.#engine.fireTimer();
  }

  /** The process died: another takes up what is on disk. */
  restart(): void {
    this.#engine.close();
    ({ engine: this.#engine, api: this.api } = this.#start());
    this.#engine.resume();
  }

  /** Every execution is lost. */
  async forget(storage: MemoryStorage): Promise<void> {
    this.#engine.close();
    this.storage = storage;
    ({ engine: this.#engine, api: this.api } = this.#start());
    await this.putMachines();
  }

  #start(): { engine: Engine; api: Api } {
    const { storage } = this;
    const { now, dice, invoke, publish } = this.#options;
    const newId = (): string => dice.id('states');
    const clock = { now, state: () => ({ now: now(), mode: 'standing' as const, speed: 1 }), wake: () => {} };
    const engine = new Engine({ storage, clock, invoke, publish, random: () => dice.random(), newId });
    return { engine, api: new Api({ storage, engine, newId, region, accountId, now }) };
  }
}

function definitionOf(machine: MachineName): string {
  const text = readFileSync(new URL(machines[machine].definition, root), 'utf8');
  return functions.reduce(
    (definition, { name, trigger }) =>
      trigger.kind === 'step' ? definition.replaceAll(`\${${trigger.placeholder}}`, name) : definition,
    text,
  );
}
