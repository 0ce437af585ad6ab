/** Each function's bundle: its size, and how long a fresh Node takes to import it, beside a handler that does nothing. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bundleFile, bundleFunctions } from '../../../infra/cloud/bundle.ts';
import { functions } from '../../../infra/manifest.ts';

export type Measured = { name: string; withMail: boolean; kB: number; gzippedKb: number; importMs: number };

const rounds = 9;
const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:program';
/** What Lambda gives them; nothing is called. */
const environment = {
  PATH: process.env.PATH ?? '',
  NODE_OPTIONS: '--enable-source-maps',
  AWS_REGION: 'us-east-1',
  TABLE_NAME: 'table',
  PROGRAM_MACHINE_ARN: arn,
  SESSION_MACHINE_ARN: arn,
  MAIL_FROM: 'care@throughline.example',
  PAGES_URL: 'https://pages.throughline.example',
  CONSOLE_URL: 'https://console.clinic.example',
};

export async function measureBundles(): Promise<{ bareMs: number; measured: Measured[] }> {
  const bundles = await bundleFunctions(functions);
  const folder = mkdtempSync(join(tmpdir(), 'throughline-import-'));
  try {
    const bare = join(folder, 'bare.mjs');
    writeFileSync(bare, 'export const handler = async () => ({});\n');
    const measured = functions.map(({ name, may }) => {
      const file = join(bundles.folders.get(name) ?? '', bundleFile);
      const code = readFileSync(file);
      return {
        name,
        withMail: may.includes('mail:send'),
        kB: code.length / 1000,
        gzippedKb: gzipSync(code).length / 1000,
        importMs: importMs(file),
      };
    });
    return { bareMs: importMs(bare), measured };
  } finally {
    bundles.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The median of several fresh processes: the import alone, without starting Node. */
function importMs(file: string): number {
  const script = `const t = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)}); console.log(performance.now() - t);`;
  const times = Array.from({ length: rounds }, () =>
    Number(
      execFileSync(process.execPath, ['--input-type=module', '-e', script], { env: environment, encoding: 'utf8' }),
    ),
  );
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}
