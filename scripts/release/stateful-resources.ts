import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../infra/cloud/build-app.ts';
import { stateful, type Template } from '../../infra/cloud/stateful-guard.ts';

/** The data stack of production, as far as nothing of it may ever be replaced or deleted. */
export async function recordStatefulResources(): Promise<Template> {
  const outdir = mkdtempSync(join(tmpdir(), 'throughline-release-'));
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const { app, stacks, bundles } = await buildApp({ outdir, context });
  try {
    const assembly = app.synth();
    return stateful(assembly.getStackByName(stacks.prod.data.stackName).template);
  } finally {
    bundles.remove();
    rmSync(outdir, { recursive: true, force: true });
  }
}
