/** What befalls the whole home now and then: executions killed, a deployment, a restore, other rules of a zone. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { roll } from '../deploy/roll.ts';
import { MemoryStorage } from './aws/engine-storage.ts';
import type { Code } from './functions.ts';
import { tableName, type World } from './world.ts';
import { changes, setZoneRules } from './zones.ts';

const hourMs = 3_600_000;
/** The seeds of a world spread them over so much of its time. */
const withinDays = 50;

export type Disturbing = { world: World; nextCode: Code | null; goesOn: () => boolean };

export function disturb({ world, nextCode, goesOn }: Disturbing): void {
  const { faults, timers, startedAt } = world;
  const { dice } = faults;
  const at = (): number => startedAt + dice.between(1, withinDays * 24 * 60) * 60_000;
  const later = (instant: number, happens: () => void): void =>
    timers.set(instant, () => (goesOn() ? happens() : undefined));
  if (faults.has('execution-killed')) killNow(world, goesOn);
  if (nextCode) later(at(), () => faults.strikes('deploy', 1) && deploy(world, nextCode));
  if (faults.has('time-zones')) later(at(), () => faults.strikes('time-zones', 1) && setZoneRules(dice.pick(changes)));
  if (faults.has('restore') && dice.happens(0.3)) {
    const instant = at();
    later(instant, () => {
      const image = world.table.image();
      later(instant + hourMs, () => faults.strikes('restore', 1) && world.hold(() => restore(world, image, instant)));
    });
  }
}

/** Somebody presses "stop" in the console. */
function killNow(world: World, goesOn: () => boolean): void {
  const { faults } = world;
  world.timers.set(world.now() + faults.dice.between(1, 4 * 24 * 60) * 60_000, () => {
    if (!goesOn()) return;
    const running = world.states.storage.all().filter(({ status }) => status === 'RUNNING');
    if (running.length > 0) {
      const { arn, name } = faults.dice.pick(running);
      if (faults.strikes('execution-killed', 0.5, name))
        void world.states.api.call('StopExecution', JSON.stringify({ executionArn: arn }));
    }
    killNow(world, goesOn);
  });
}

/** New code for what begins from now on; a new definition for what starts from now on. */
function deploy(world: World, nextCode: Code): void {
  world.host.code = nextCode;
  world.hold(() => world.states.putMachines(withOneMoreState));
}

function withOneMoreState(text: string): string {
  const definition = JSON.parse(text) as { States: Record<string, Record<string, unknown>> };
  const { Begin } = definition.States;
  definition.States.Begin = { ...Begin, Next: 'A state of the next release' };
  definition.States['A state of the next release'] = { Type: 'Pass', Next: Begin?.Next };
  return JSON.stringify(definition);
}

/** As docs/runbook.md says: writing stops, the table is what it was, all executions are gone, `--roll` starts them anew. */
async function restore(world: World, image: ReturnType<World['table']['image']>, to: number): Promise<void> {
  world.restored = { to, at: world.now() };
  world.host.killAll();
  await world.states.forget(new MemoryStorage());
  world.deliveries.clear();
  world.table.restore(image);
  const db = {
    send: async (command: { constructor: { name: string }; input: unknown }) =>
      world.table.answer(command.constructor.name, command.input),
  };
  await roll(db as unknown as DynamoDBDocumentClient, tableName, {
    now: () => new Date(world.now()).toISOString(),
    chance: { newId: (prefix) => world.newId(prefix), random: () => 0, sleep: async () => {} },
    perSecond: Number.POSITIVE_INFINITY,
    lostSince: new Date(to).toISOString(),
  });
}
