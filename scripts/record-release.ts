/**
 * `npm run record-release`: keeps, beside the tests, what a deployment of this release leaves running: the stateful
 * resources as CloudFormation made them. Tests hold every later release against each folder.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordStatefulResources } from './release/stateful-resources.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const folder = join('test/releases', version);
mkdirSync(folder, { recursive: true });
const write = (file: string, value: unknown): void => {
  writeFileSync(join(folder, file), `${JSON.stringify(value, null, 2)}\n`);
  console.log(join(folder, file));
};

write('stateful.json', await recordStatefulResources());
