/** Builds the console where its files are missing or older than its sources. Both homes serve what comes out. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const repository = join(folder, '..');
export const consoleFolder = join(folder, 'dist');
/** Of the sources that the files in `dist` were made from. */
const builtFrom = join(folder, '.built');
const sources = [
  'console/src/**/*.{ts,tsx,css}',
  'console/public/*',
  'console/{index.html,package.json,vite.config.ts}',
  'docs/examples/*.json',
  'package-lock.json',
];

export async function buildConsole(): Promise<'built' | 'as it was'> {
  const hash = hashOfSources();
  const known = existsSync(builtFrom) ? readFileSync(builtFrom, 'utf8') : '';
  if (known === hash && existsSync(join(consoleFolder, 'index.html'))) return 'as it was';
  const { build } = await import('vite');
  await build({ configFile: join(folder, 'vite.config.ts'), logLevel: 'error' });
  writeFileSync(builtFrom, hash);
  return 'built';
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  // The types of the API are made from its description, and none of them reaches the browser.
  const files = globSync(sources, { cwd: repository, exclude: ['console/src/api/schema.d.ts'] }).sort();
  for (const file of files) hash.update(file).update(readFileSync(join(repository, file)));
  return hash.digest('hex');
}
