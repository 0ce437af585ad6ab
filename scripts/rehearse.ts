/**
 * `npm run rehearse`: the real stacks, deployed to an emulator of AWS on this machine; a patient enrolled through the
 * deployed API and brought past her second dose; the workflows changed under way; everything destroyed again.
 * `--when-possible`: without a Python that is new enough it says so and is content.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { ensureVenv, findPython } from './rehearse/python.ts';

const { values } = parseArgs({
  options: { 'when-possible': { type: 'boolean', default: false }, keep: { type: 'boolean', default: false } },
});

const found = findPython();
if (found.python === null) {
  const text = `needs Python 3.10 or newer with venv; found: ${found.found}`;
  if (values['when-possible'])
    console.log(`${styleText('yellow', 'SKIPPED')}  npm run rehearse ${text}. Nothing was deployed.`);
  else {
    console.error(`npm run rehearse ${text}.`);
    process.exitCode = 1;
  }
} else await rehearseIn(resolve('.local/rehearsal'), found.python);

async function rehearseIn(folder: string, python: string): Promise<void> {
  const work = join(folder, 'work');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const { rehearse } = await import('./rehearse/rehearse.ts');
  try {
    await rehearse({ bin: ensureVenv(python, join(folder, 'venv')), work });
    console.log(`\n${styleText('green', 'The rehearsal went well.')}`);
    if (!values.keep) rmSync(work, { recursive: true, force: true });
  } catch (error) {
    console.error(`\n${styleText('red', 'The rehearsal failed.')}`, error);
    if (existsSync(join(work, 'ministack.log'))) console.error(`The emulator’s log: ${join(work, 'ministack.log')}`);
    process.exitCode = 1;
  }
}
