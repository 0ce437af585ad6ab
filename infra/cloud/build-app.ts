/** The CDK app: four stacks for each stage, from the manifest. */
import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks } from 'cdk-nag';
import { functions } from '../manifest.ts';
import { type Bundles, bundleFunctions } from './bundle.ts';
import { ConsoleStack } from './console-stack.ts';
import { CostsStack } from './costs-stack.ts';
import { DataStack } from './data-stack.ts';
import { ThroughlineChecks } from './own-checks.ts';
import { routesOf } from './routes.ts';
import { ServiceStack } from './service-stack.ts';
import { stackName } from './stack-names.ts';
import { type StageName, stages } from './stages.ts';

export type StageStacks = { data: DataStack; service: ServiceStack; console: ConsoleStack; costs: CostsStack };
export type Built = { app: App; stacks: Readonly<Record<StageName, StageStacks>>; bundles: Bundles };

/** `outdir` and `context` come from the CDK's command line; a test gives its own, and may give what stands for the bundles. */
export async function buildApp(
  options: { outdir?: string; context?: Record<string, unknown>; bundles?: Bundles } = {},
): Promise<Built> {
  const served = functions.filter(({ trigger }) => trigger.kind === 'http-api');
  const [bundles, ...found] = await Promise.all([
    options.bundles ?? bundleFunctions(functions),
    ...served.map(routesOf),
  ]);
  const routes = new Map(served.map(({ name }, index) => [name, found[index] ?? []]));
  const app = new App(options);
  // A finding fails the synthesis. What is accepted stands beside its construct, with the reason.
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new HIPAASecurityChecks(app), new ThroughlineChecks(app));
  const stacksOf = (name: StageName): StageStacks => {
    const stage = stages[name];
    const data = new DataStack(app, stackName(name, 'data'), { stage, folders: bundles.folders });
    const service = new ServiceStack(app, stackName(name, 'service'), {
      stage,
      data,
      folders: bundles.folders,
      routes,
    });
    const made = {
      data,
      service,
      console: new ConsoleStack(app, stackName(name, 'console'), { stage, api: service.api }),
      costs: new CostsStack(app, stackName(name, 'costs'), { stage }),
    };
    for (const stack of Object.values(made)) Tags.of(stack).add('throughline:stage', name);
    return made;
  };
  return { app, stacks: { dev: stacksOf('dev'), prod: stacksOf('prod') }, bundles };
}
