/** `npm run fuzz-api`: Schemathesis (from PyPI) against a home of its own, by what /openapi.json says. Does nothing where it is not installed. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { freePorts } from '../infra/local/free-ports.ts';
import type { Ids } from './fuzz-api/somebody.ts';

/** The coverage of every schema comes first and takes some minutes: less time, and nothing is tried by chance. */
const secondsByDefault = '600';
const secondsOfEndings = '30';
const clockStart = '2027-01-04T16:00:00Z';

const missing = `
  Schemathesis is not here: nothing was tried. To have it, with Python 3.10 or later:

    python3 -m venv .local/schemathesis && .local/schemathesis/bin/pip install schemathesis==4.32.5
    SCHEMATHESIS=.local/schemathesis/bin/schemathesis npm run fuzz-api

`;

/** These end the program that the others are about: they come last, in a run of their own. */
const endings = ['withdrawProgram', 'dischargeProgram', 'recordDeath', 'completeProgram'];

function configOf(token: string, ids: Ids): string {
  return `headers = { Authorization = "Bearer ${token}" }

[parameters]
${Object.entries(ids)
  .map(([name, id]) => `"path.${name}" = "${id}"`)
  .join('\n')}
"path.id" = "ketamine-home"
"path.version" = 1

[checks]
# No schema says what a clinic's rules refuse: a state, a spacing, a date that has not come.
positive_data_acceptance.enabled = false
# Another method of a path that is there is 404, as every route that nobody has.
unsupported_method.enabled = false
# Without If-Match it is 428, which the document tells.
missing_required_header.expected-statuses = [400, 401, 403, 404, 422, 428]
`;
}

/** The home answers in this process: waiting must not stand in its way. */
function runUntilEnd(command: string, options: string[], folder: string): Promise<number> {
  // There, because it leaves what it remembers where it runs.
  const child = spawn(command, options, { stdio: 'inherit', cwd: folder });
  return new Promise((end, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => end(code ?? 1));
  });
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { seconds: { type: 'string', default: secondsByDefault }, seed: { type: 'string', default: '1' } },
  });
  const { SCHEMATHESIS: path } = process.env;
  const command = path?.includes('/') ? resolve(path) : (path ?? 'schemathesis');
  if (spawnSync(command, ['--version']).status !== 0) {
    process.stdout.write(missing);
    return 0;
  }
  const { startHome } = await import('../infra/local/home.ts');
  const { makeSomebody } = await import('./fuzz-api/somebody.ts');
  const folder = mkdtempSync(join(tmpdir(), 'throughline-fuzz-'));
  const home = await startHome({
    dataDir: join(folder, 'home'),
    ports: await freePorts(),
    clockStart: Date.parse(clockStart),
    log: (line) => process.stderr.write(`${line}\n`),
  });
  try {
    const { token, ids } = await makeSomebody(home.urls.api, () => home.clock.settle());
    const config = join(folder, 'schemathesis.toml');
    writeFileSync(config, configOf(token, ids));
    const run = (...which: string[]): Promise<number> =>
      runUntilEnd(
        command,
        [
          ...['--config-file', config, 'run', `${home.urls.api}/openapi.json`],
          ...['--phases', 'examples,coverage,fuzzing', '--continue-on-failure'],
          // The pattern of a wall time within our years is hard to hit by chance.
          ...['--seed', values.seed, '--suppress-health-check', 'filter_too_much', ...which],
        ],
        folder,
      );
    const lasting = await run('--max-time', values.seconds, ...endings.flatMap((id) => ['--exclude-operation-id', id]));
    const ended = await run('--max-time', secondsOfEndings, ...endings.flatMap((id) => ['--include-operation-id', id]));
    return lasting === 0 && ended === 0 ? 0 : 1;
  } finally {
    await home.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
