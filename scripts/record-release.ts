/**
 * `npm run record-release`: keeps, beside the tests, what a deployment of this release leaves behind: the stateful
 * resources as CloudFormation made them, the workflows, and histories of their executions. Tests hold every later release
 * against each folder (test/infra/stateful-guard.test.ts, test/workflows/releases.test.ts).
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { machines } from '../infra/manifest.ts';
import { recordHistories } from './release/histories.ts';
import { recordStatefulResources } from './release/stateful-resources.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const folder = join('test/releases', version);
mkdirSync(folder, { recursive: true });
const write = (file: string, value: unknown): void => {
  writeFileSync(join(folder, file), `${JSON.stringify(value, null, 2)}\n`);
  console.log(join(folder, file));
};

write('stateful.json', await recordStatefulResources());
write('histories.json', await recordHistories());
for (const { definition } of Object.values(machines)) {
  copyFileSync(definition, join(folder, basename(definition)));
  console.log(join(folder, basename(definition)));
}
