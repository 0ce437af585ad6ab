/**
 * `npm run rehearse`: the real stacks, deployed to an emulator of AWS on this machine; a patient enrolled through the
 * deployed API and brought past her second dose; the workflows changed under way; everything destroyed again.
 * `--when-possible`: without a Python that is new enough it says so and is content.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { ensureVenv, findPython, NoVenv } from './rehearse/python.ts';

const { values } = parseArgs({
  options: { 'when-possible': { type: 'boolean', default: false }, keep: { type: 'boolean', default: false } },
});

const found = findPython();
if (found.python === null) cannot(`it needs Python 3.10 or newer with venv; found: ${found.found}`);
else await rehearseIn(resolve('.local/rehearsal'), found.python);

function cannot(why: string): void {
  if (values['when-possible'])
    console.log(`${styleText('yellow', 'SKIPPED')}  npm run rehearse: ${why}. Nothing was deployed.`);
  else {
    console.error(`npm run rehearse: ${why}.`);
    process.exitCode = 1;
  }
}

async function rehearseIn(folder: string, python: string): Promise<void> {
  const work = join(folder, 'work');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    const bin = ensureVenv(python, join(folder, 'venv'));
    const { rehearse } = await import('./rehearse/rehearse.ts');
    await rehearse({ bin, work });
    console.log(`\n${styleText('green', 'The rehearsal went well.')}`);
    if (!values.keep) rmSync(work, { recursive: true, force: true });
  } catch (error) {
    if (error instanceof NoVenv) {
      cannot(error.message);
      return;
    }
    console.error(`\n${styleText('red', 'The rehearsal failed.')}`, error);
    if (existsSync(join(work, 'ministack.log'))) console.error(`The emulator’s log: ${join(work, 'ministack.log')}`);
    process.exitCode = 1;
  }
}
