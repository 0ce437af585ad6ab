/**
 * Executions of an earlier release meet the functions of this one. Three things hold for every folder of test/releases:
 * what its executions ask is still understood; what its steps answered is still understood by the workflows of now (while
 * a deployment replaces one after the other); and its workflows, with the functions of now, bring a program to its end,
 * also where the workflows are replaced under way.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SFNClient, UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { freePorts } from '../../infra/local/free-ports.ts';
import { startHome } from '../../infra/local/home.ts';
import { FunctionError } from '../../infra/local/step-functions/calls.ts';
import { functions, type MachineName, machines } from '../../infra/manifest.ts';
import { createClient } from '../../scripts/demo/client.ts';
import { playHistory, type RecordedExecution, readHistories } from '../../scripts/release/histories.ts';
import * as contract from '../../shared/contracts/workflow.ts';
import { VirtualHome } from '../local/step-functions/virtual-home.ts';

const inputs: Record<string, { parse(value: unknown): unknown }> = {
  'look-at-program': contract.lookAtProgramInput,
  'look-at-session': contract.lookAtSessionInput,
  'send-message': contract.sendMessageInput,
  'store-token': contract.awaitInput,
};
const machineNames = Object.keys(machines) as MachineName[];

const read = (path: string): string => readFileSync(path, 'utf8');
const withFunctions = (definition: string): string =>
  functions.reduce(
    (text, { name, trigger }) => (trigger.kind === 'step' ? text.replaceAll(`\${${trigger.placeholder}}`, name) : text),
    definition,
  );
const ofNow = (machine: MachineName): string => withFunctions(read(machines[machine].definition));

const releases = readdirSync('test/releases').map((release) => {
  const folder = `test/releases/${release}`;
  return {
    release,
    histories: JSON.parse(read(`${folder}/histories.json`)) as RecordedExecution[],
    definition: (machine: MachineName) => withFunctions(read(`${folder}/${machine}.asl.json`)),
  };
});

/** Plays the recorded answers to a definition; what it asks, and the states it comes by. */
async function replay(definition: string, { startedAt, input, steps }: RecordedExecution) {
  const home = new VirtualHome({ now: Date.parse(startedAt) });
  const asked: { calls: string; asked: unknown }[] = [];
  home.onInvoke = (calls, payload) => {
    const { token, ...rest } = payload as { token?: string };
    const step = steps[asked.length];
    asked.push({ calls, asked: rest });
    if (step?.failed) throw new FunctionError(step.failed, 'as recorded');
    if (token === undefined) return step?.answered ?? {};
    if (step?.answered) {
      const success = { taskToken: token, output: JSON.stringify(step.answered) };
      home.after(1, () => void home.call('SendTaskSuccess', success));
    }
    return {};
  };
  const executionArn = await home.start(await home.create(JSON.parse(definition)), input);
  await home.passUntil(() => asked.length >= steps.length);
  await home.quiet();
  const states = (await home.history(executionArn)).flatMap(
    ({ stateEnteredEventDetails: entered }) => (entered as { name: string } | undefined)?.name ?? [],
  );
  return { asked: asked.slice(0, steps.length), states };
}

const withoutToken = (asked: Record<string, unknown>): Record<string, unknown> => {
  const { token: _, ...rest } = asked;
  return rest;
};

describe.each(releases)('executions of release $release', ({ histories, definition }) => {
  it('ask what the steps of now understand', () => {
    const misunderstood = histories.flatMap(({ name, steps }) =>
      steps.flatMap(({ calls, asked }) => {
        try {
          inputs[calls]?.parse(asked);
          return inputs[calls] ? [] : [`${name}: ${calls} is gone`];
        } catch (error) {
          return [`${name}: ${calls} refuses ${JSON.stringify(asked)}: ${String(error)}`];
        }
      }),
    );
    expect(misunderstood).toEqual([]);
    expect(histories.flatMap(({ steps }) => steps).length).toBeGreaterThan(100);
  });

  it('came by every state but those of repair and of rare ends', () => {
    const reached = new Set(histories.flatMap(({ machine, states }) => states.map((state) => `${machine}: ${state}`)));
    const all = machineNames.flatMap((machine) =>
      Object.keys(JSON.parse(definition(machine)).States).map((state) => `${machine}: ${state}`),
    );
    const rare = ['Continued by the next run', 'Not understood', 'Repair needed', 'Superseded'];
    expect(all.filter((state) => !reached.has(state) && !rare.some((one) => state.endsWith(one))).sort()).toEqual([
      'program: Continuing psychotherapy',
      'program: Wait for a notice',
      'program: Waiting for the care team',
      'session: Stopped early',
    ]);
  });

  it.each(['then', 'now'] as const)('replayed with the workflows of %s, go the way that they went', async (when) => {
    for (const execution of histories) {
      const text = when === 'then' ? definition(execution.machine) : ofNow(execution.machine);
      const { asked, states } = await replay(text, execution);
      expect(asked, execution.name).toEqual(
        execution.steps.map((step) => ({
          calls: step.calls,
          asked: expect.objectContaining(withoutToken(step.asked)),
        })),
      );
      // Played on, one that was stopped would go further; a workflow of now may have states of its own between.
      if (when === 'then') expect(states.slice(0, execution.states.length), execution.name).toEqual(execution.states);
      if (execution.status === 'SUCCEEDED') expect(states.at(-1), execution.name).toBe(execution.states.at(-1));
    }
  });

  it('with the functions of now, and replaced under way, bring programs to their ends', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'throughline-release-'));
    const home = await startHome({ dataDir, ports: await freePorts(), clockStart: Date.parse('2027-01-04T16:00:00Z') });
    try {
      const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
      const sfn = new SFNClient({ endpoint: home.urls.stepFunctions, region: 'us-east-1', credentials });
      const deploy = async (of: (machine: MachineName) => string): Promise<void> => {
        for (const machine of machineNames) {
          const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:${machine}`;
          await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: of(machine) }));
        }
      };
      await deploy(definition);
      await playHistory(await createClient(home.urls.api), {
        doses: 2,
        onBooked: async (dose) => {
          if (dose === 2) await deploy(ofNow);
        },
        beforeMishaps: () => deploy(definition),
      });
      const played = await readHistories(home.urls.stepFunctions);
      expect(played.filter(({ status }) => !['SUCCEEDED', 'ABORTED'].includes(status))).toEqual([]);
      const ends = played.filter(({ machine }) => machine === 'program').map(({ states }) => states.at(-1));
      expect(ends.sort()).toEqual(['Deceased', 'Discharged', 'Withdrawn', 'Withdrawn']);
    } finally {
      await home.close();
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});
