/** A virtual environment with the pinned emulator and linter: made once, kept while the pins stay the same. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const requirements = 'scripts/rehearse/requirements.txt';
/** MiniStack needs it. */
const minorMin = 10;
const candidates = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

/** The first Python on the PATH that is new enough; else what was found. */
export function findPython(): { python: string } | { python: null; found: string } {
  const found: string[] = [];
  for (const name of candidates) {
    try {
      const version = execFileSync(name, ['-c', 'import sys, venv; print("%d.%d" % sys.version_info[:2])'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
      const [major = 0, minor = 0] = version.split('.').map(Number);
      if (major === 3 && minor >= minorMin) return { python: name };
      found.push(`${name} ${version}`);
    } catch {
      // Not there, or without venv: the next one may do.
    }
  }
  return { python: null, found: found.join(', ') || 'none' };
}

/** No pip, or no way to the packages: this machine cannot rehearse. */
export class NoVenv extends Error {
  override readonly name = 'NoVenv';
}

/** The folder of its programs. */
export function ensureVenv(python: string, folder: string): string {
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const mark = join(folder, 'throughline-requirements');
  const bin = join(folder, 'bin');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return bin;
  rmSync(folder, { recursive: true, force: true });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
  try {
    execFileSync(python, ['-m', 'venv', folder], { stdio: 'inherit' });
    execFileSync(join(bin, 'python'), pip, { stdio: 'inherit' });
  } catch (error) {
    throw new NoVenv(`a virtual environment with ${requirements} could not be made`, { cause: error });
  }
  writeFileSync(mark, wanted);
  return bin;
}
