import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** On a fresh checkout nobody knows how long a file takes: these begin first, so that both workers end together. */
const longest = [
  'simulation/programs',
  'local/kill',
  'local/scenarios/continuing',
  'local/every-route',
  'infra/stacks',
  'domain/properties',
  'local/scenarios/by-hand',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return place < 0 ? longest.length : place;
    };
    return (await super.sort(files)).sort((a, b) => placeOf(a) - placeOf(b));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    // A whole course on a real home takes a minute where others share the machine.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // As scripts/run.mjs sets it: mails are rendered by the build of React that a home and Lambda use.
    // What workers and the processes they start compile is kept where scripts/run.mjs keeps it.
    env: { NODE_ENV: 'production', NODE_COMPILE_CACHE: 'node_modules/.cache/compiled' },
    pool: 'forks',
    maxWorkers: 2,
    // A worker loads what it tests once, not for each file; a file undoes what it changed outside itself.
    isolate: false,
    sequence: { sequencer: LongestFirst },
  },
});
