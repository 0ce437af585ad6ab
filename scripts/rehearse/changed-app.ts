/** The app of the rehearsal's second deployment: the same, but each workflow has one state more. */
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { buildApp } from '../../infra/cloud/build-app.ts';
import { addedState } from './added-state.ts';

const { app, stacks, bundles } = await buildApp();
for (const machine of ['program', 'session']) {
  const construct = stacks.dev.service.node.findChild(`${machine}-machine`).node.defaultChild;
  if (!(construct instanceof CfnStateMachine)) throw new Error(`there is no workflow ${machine}`);
  const definition = JSON.parse(String(construct.definitionString));
  definition.States[addedState] = { Type: 'Pass', Next: definition.StartAt };
  construct.definitionString = JSON.stringify({ ...definition, StartAt: addedState });
}
app.synth();
bundles.remove();
