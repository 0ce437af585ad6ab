/** `npm run console:types`: the API's description, and the types of the console's client that are made from it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { functions } from '../infra/manifest.ts';

const folder = join(import.meta.dirname, '../console');
const description = join(folder, 'openapi.json');
const types = join(folder, 'src/api/schema.d.ts');

const spec = functions.find(({ name }) => name === 'api-description');
const { createHandler } = await import(`../${spec?.entry}`);
const { body } = (await createHandler()()) as { body: string };
if (!existsSync(types) || !existsSync(description) || readFileSync(description, 'utf8') !== body) {
  writeFileSync(description, body);
  const { status } = spawnSync('npm', ['run', '--silent', 'types', '--workspace', 'console'], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
