/**
 * `npm run deploy -- --stage prod`: preflight, deployment, console, smoke test; what was deployed before comes back where
 * the smoke test fails. `--check` ends after the preflight; `--rollback` brings the previous deployment back; `--roll`
 * gives every running program a new run, so that it takes up the definition that is deployed now; after a restore, with
 * `--lost-since INSTANT`, what was due since then is unknown.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { buildConsole, consoleFolder } from '../console/build.ts';
import { stackName, stackParts } from '../infra/cloud/stack-names.ts';
import { type Stage, stages } from '../infra/cloud/stages.ts';
import { runCdk } from './deploy/cdk.ts';
import { publishConsole } from './deploy/console.ts';
import { type Finding, preflight } from './deploy/preflight.ts';
import { rollStage } from './deploy/roll-stage.ts';
import { keepDeployed, rollBack } from './deploy/rollback.ts';
import { smoke } from './deploy/smoke.ts';
import { stageOf } from './deploy/stage-of.ts';

const { values } = parseArgs({
  options: {
    stage: { type: 'string' },
    check: { type: 'boolean', default: false },
    rollback: { type: 'boolean', default: false },
    roll: { type: 'boolean', default: false },
    'lost-since': { type: 'string' },
  },
});
const stage = stageOf(values.stage);
try {
  if (!stage)
    throw new Error(
      `npm run deploy -- --stage ${Object.keys(stages).join('|')} [--check|--rollback|--roll [--lost-since INSTANT]]`,
    );
  if (values.roll) await rollStage(stage, instantIn(values['lost-since']));
  else if (values.rollback) await bringBack(stage);
  else await deploy(stage, values.check);
} catch (error) {
  console.error(`\n  ${styleText('red', error instanceof Error ? error.message : String(error))}\n`);
  process.exitCode = 1;
}

/** Compared as text with what the table holds: UTC, to the millisecond. */
function instantIn(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(Date.parse(text)))
    throw new Error('--lost-since is an instant such as 2027-03-02T14:05:00Z: what the table was restored to.');
  return new Date(text).toISOString();
}

async function deploy(stage: Stage, checkOnly: boolean): Promise<void> {
  const assembly = mkdtempSync(join(tmpdir(), 'throughline-deploy-'));
  try {
    console.log('Synthesizing');
    runCdk(['synth', '--quiet', '--output', assembly], { quiet: true });
    const file = join(assembly, `${stackName(stage.name, 'data')}.template.json`);
    const findings = await preflight(stage, JSON.parse(readFileSync(file, 'utf8')));
    print(findings);
    const blocking = findings.filter(({ blocks }) => blocks).length;
    if (checkOnly) {
      if (blocking > 0) process.exitCode = 1;
      return;
    }
    if (blocking > 0) throw new Error('Nothing was changed.');
    await keepDeployed(stage);
    const stacks = stackParts.map((part) => stackName(stage.name, part));
    runCdk(['deploy', '--app', assembly, '--require-approval', 'never', ...stacks]);
    await buildConsole();
    console.log(await publishConsole(stage, consoleFolder));
    if (await stands(stage)) return;
    console.error('The smoke test failed: the previous deployment comes back.');
    await bringBack(stage);
    throw new Error('This deployment was taken back.');
  } finally {
    rmSync(assembly, { recursive: true, force: true });
  }
}

async function bringBack(stage: Stage): Promise<void> {
  console.log(await rollBack(stage));
  if (!(await stands(stage)))
    throw new Error('What is deployed now does not pass the smoke test: docs/runbook.md, "Bad deploy".');
}

async function stands(stage: Stage): Promise<boolean> {
  const checks = await smoke(stage);
  for (const { what, ok, found } of checks) console.log(`  ${ok ? '✓' : styleText('red', '✗')} ${what}: ${found}`);
  return checks.every(({ ok }) => ok);
}

function print(findings: readonly Finding[]): void {
  console.log(findings.length === 0 ? 'Preflight: nothing is missing.' : 'Preflight:');
  for (const { what, blocks, says } of findings)
    console.log(`  ${blocks ? styleText('red', 'missing') : styleText('yellow', 'later  ')}  ${what}: ${says}`);
}
