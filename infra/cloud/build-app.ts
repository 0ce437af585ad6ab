/** The CDK app: two stacks for each stage, from the manifest. */
import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { functions } from '../manifest.ts';
import { type Bundles, bundleFunctions } from './bundle.ts';
import { DataStack } from './data-stack.ts';
import { routesOf } from './routes.ts';
import { ServiceStack } from './service-stack.ts';
import { type StageName, stages } from './stages.ts';

export type StageStacks = { data: DataStack; service: ServiceStack };
export type Built = { app: App; stacks: Readonly<Record<StageName, StageStacks>>; bundles: Bundles };

/** `outdir` and `context` come from the CDK's command line; a test gives its own. */
export async function buildApp(options: { outdir?: string; context?: Record<string, unknown> } = {}): Promise<Built> {
  const served = functions.filter(({ trigger }) => trigger.kind === 'http-api');
  const [bundles, ...found] = await Promise.all([bundleFunctions(functions), ...served.map(routesOf)]);
  const routes = new Map(served.map(({ name }, index) => [name, found[index] ?? []]));
  const app = new App(options);
  // A finding fails the synthesis. What is accepted stands beside its construct, with the reason.
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const stacksOf = (name: StageName): StageStacks => {
    const stage = stages[name];
    const data = new DataStack(app, `throughline-${name}-data`, { stage });
    const service = new ServiceStack(app, `throughline-${name}-service`, {
      stage,
      data,
      folders: bundles.folders,
      routes,
    });
    for (const stack of [data, service]) Tags.of(stack).add('throughline:stage', name);
    return { data, service };
  };
  return { app, stacks: { dev: stacksOf('dev'), prod: stacksOf('prod') }, bundles };
}
