/** The rehearsal itself, step by step. What the emulator cannot show is named at the end of docs/runbook.md. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { stackName } from '../../infra/cloud/stack-names.ts';
import { stages } from '../../infra/cloud/stages.ts';
import { demoClinics } from '../../infra/local/table.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { createClinic } from '../../shared/store/clinic-store.ts';
import { runCdk } from '../deploy/cdk.ts';
import { preflight } from '../deploy/preflight.ts';
import { keepDeployed, rollBack } from '../deploy/rollback.ts';
import { smoke } from '../deploy/smoke.ts';
import { neededOutputs } from '../deploy/stacks.ts';
import { addedState } from './added-state.ts';
import { apiUrlOf } from './cloud-client.ts';
import { checkConsole } from './console.ts';
import type { Deployed } from './deployed.ts';
import { destroyAll } from './destroy.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { holds, say, step } from './facts.ts';
import { playTwoDoses } from './play.ts';
import { startVirtualTime, writeClock } from './virtual-time.ts';

const stage = stages.dev;
/** A Monday, years ahead: no Wait of the emulator's own clock comes in between. */
const clockStart = '2029-01-08T16:00:00.000Z';
/** The budget's stack stays behind: the emulator knows no budgets. */
const rehearsed = (['data', 'service', 'console'] as const).map((part) => stackName(stage.name, part));

export async function rehearse({ bin, work }: { bin: string; work: string }): Promise<void> {
  const clockFile = join(work, 'clock');
  writeClock(clockFile, clockStart);

  step('Synthesizing, and linting the templates');
  const assembly = join(work, 'assembly');
  runCdk(['synth', '--quiet', '--output', assembly], { quiet: true });
  const lint = spawnSync(join(bin, 'cfn-lint'), [join(assembly, '*.template.json')], {
    encoding: 'utf8',
    shell: false,
  });
  holds('cfn-lint finds nothing', `${lint.stdout}${lint.stderr}`.trim(), '');

  step('Starting the emulator, preparing the account');
  const emulator = await startEmulator({ bin, folder: work, clockFile });
  Object.assign(process.env, emulator.environment);
  try {
    await inAccount(emulator, { assembly, clockFile });
  } finally {
    await emulator.stop();
  }
}

async function inAccount(
  emulator: Emulator,
  { assembly, clockFile }: { assembly: string; clockFile: string },
): Promise<void> {
  const template = JSON.parse(readFileSync(join(assembly, `${stackName(stage.name, 'data')}.template.json`), 'utf8'));
  const missing = async (): Promise<string[]> => (await preflight(stage, template)).map(({ what }) => what);
  holds('the preflight says what is missing', await missing(), [
    'addresses',
    'console-url',
    'bootstrap',
    'mail-domain',
  ]);
  runCdk(['bootstrap', `aws://000000000000/${stage.region}`], { quiet: true });

  step('Deploying');
  deploy(assembly);
  holds('the preflight misses less', await missing(), ['addresses', 'console-url']);
  const deployed = await describe(emulator, clockFile);
  const checks = await smoke(stage, deployed.apiUrl);
  holds(
    'the smoke test finds nothing wrong',
    checks.filter(({ ok }) => !ok),
    [],
  );
  await checkConsole(deployed.endpoint, join(assembly, '..', 'console'));
  const [demo] = demoClinics;
  await createClinic(deployed.db, deployed.tableName, {
    clinic: demo.clinic,
    staff: demo.staff,
    protocols: [{ protocol: ketamineHome, approvedBy: demo.clinic.medicalDirector }],
    at: clockStart,
  });

  await playTwoDoses(deployed, async () => {
    await keepDeployed(stage);
    deploy('node scripts/run.mjs scripts/rehearse/changed-app.ts');
  });

  step('Taking the second deployment back');
  holds('the second definition is deployed', await isChanged(deployed), true);
  say(await rollBack(stage));
  holds('the first definition is deployed', await isChanged(deployed), false);
  holds(
    'the smoke test finds nothing wrong',
    (await smoke(stage, deployed.apiUrl)).filter(({ ok }) => !ok),
    [],
  );

  step('Destroying');
  await destroyAll(rehearsed, stage.region);
}

async function isChanged({ outputs }: Deployed): Promise<boolean> {
  const asked = new DescribeStateMachineCommand({ stateMachineArn: outputs.ProgramMachineArn });
  const { definition = '' } = await new SFNClient().send(asked);
  return addedState in JSON.parse(definition).States;
}

function deploy(app: string): void {
  runCdk(['deploy', '--app', app, '--require-approval', 'never', '--concurrency', '2', ...rehearsed], { quiet: true });
  say(`${rehearsed.join(', ')}`);
}

async function describe({ endpoint }: Emulator, clockFile: string): Promise<Deployed> {
  const data = await neededOutputs(stage.region, stackName(stage.name, 'data'), [
    'TableName',
    'UserPoolId',
    'ConsoleClientId',
    'ArchiveBucket',
  ]);
  const service = await neededOutputs(stage.region, stackName(stage.name, 'service'), [
    'ApiUrl',
    'FunctionExportHeads',
  ]);
  const { TableName = '', UserPoolId = '', ConsoleClientId = '' } = data;
  const db = DynamoDBDocumentClient.from(new DynamoDBClient(), { marshallOptions: { removeUndefinedValues: true } });
  return {
    stage,
    endpoint,
    apiUrl: apiUrlOf(service.ApiUrl ?? '', endpoint),
    tableName: TableName,
    db,
    archiveBucket: data.ArchiveBucket ?? '',
    outputs: service,
    pool: { userPoolId: UserPoolId, clientId: ConsoleClientId, endpoint },
    time: startVirtualTime(clockFile, TableName, clockStart),
  };
}
