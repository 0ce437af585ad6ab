/**
 * The stacks as CloudFormation gets them, but for what the functions do: bundles.test.ts makes them with the bundles. Made once
 * for all tests of a worker: it takes seconds.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll } from 'vitest';
import { buildApp } from '../../infra/cloud/build-app.ts';
import { type Bundles, bundleFile } from '../../infra/cloud/bundle.ts';
import { type FunctionSpec, functions } from '../../infra/manifest.ts';

export type Properties = Record<string, any>;
export type Resource = { Type: string; Properties: Properties; DeletionPolicy?: string; UpdateReplacePolicy?: string };

/** One line for each function, in the place of its bundle. */
function standIns(): Bundles {
  const parent = mkdtempSync(join(tmpdir(), 'throughline-stand-ins-'));
  const folders = functions.map(({ name }): [string, string] => {
    const folder = join(parent, name);
    mkdirSync(folder);
    writeFileSync(join(folder, bundleFile), `// ${name}`);
    return [name, folder];
  });
  return { folders: new Map(folders), remove: () => rmSync(parent, { recursive: true, force: true }) };
}

async function synthesize() {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const outdir = mkdtempSync(join(tmpdir(), 'throughline-synth-'));
  const { app, stacks, bundles } = await buildApp({ outdir, context, bundles: standIns() });
  app.synth();
  const templates = {
    data: Template.fromStack(stacks.prod.data),
    service: Template.fromStack(stacks.prod.service),
    console: Template.fromStack(stacks.prod.console),
    costs: Template.fromStack(stacks.prod.costs),
  };
  bundles.remove();
  rmSync(outdir, { recursive: true, force: true });
  return templates;
}

/** Seconds by itself; more on a machine that runs every other test at the same time. */
const hookMs = 180_000;

let synthesized: ReturnType<typeof synthesize> | undefined;

/** The stacks, for all tests of a file: there once its hooks have run. No test changes them: other files read them, too. */
export function synthesizedForTests(): Awaited<ReturnType<typeof synthesize>> {
  const made = {} as Awaited<ReturnType<typeof synthesize>>;
  beforeAll(async () => {
    synthesized ??= synthesize();
    Object.assign(made, await synthesized);
  }, hookMs);
  return made;
}

export const resources = (template: Template, type: string): [string, Resource][] =>
  Object.entries(template.findResources(type) as Record<string, Resource>);
export const propertiesOf = (template: Template, type: string): Properties[] =>
  resources(template, type).map(([, { Properties }]) => Properties);

/** In which stack a function of the manifest stands. */
export const templateOf = (made: { data: Template; service: Template }, { trigger }: FunctionSpec): Template =>
  trigger.kind === 'pre-token-generation' ? made.data : made.service;

export function lambdaOf(template: Template, { name }: FunctionSpec): [string, Resource] {
  const found = resources(template, 'AWS::Lambda::Function').find(
    ([, { Properties }]) => Properties.Description === `Throughline: ${name}`,
  );
  if (!found) throw new Error(`${name} was not made`);
  return found;
}

/** What a role may do: each action on each resource, one by one; a reference reads as text. */
export function grantsOf(template: Template, roleId: string): { action: string; resource: string }[] {
  return propertiesOf(template, 'AWS::IAM::Policy')
    .filter(({ Roles }) => Roles.some((role: Properties) => role.Ref === roleId))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) =>
      [Action]
        .flat()
        .flatMap((action: string) =>
          [Resource].flat().map((one) => ({ action, resource: typeof one === 'string' ? one : asText(one) })),
        ),
    );
}

/** CloudFormation's functions, flattened: enough to see what is named. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(asText).join('');
  const [[name, inner] = ['', '']] = Object.entries(value as Properties);
  if (name === 'Fn::Join') return asText(inner[1]);
  if (name === 'Fn::GetAtt') return `<${inner.join('.')}>`;
  return `<${asText(inner)}>`;
}
