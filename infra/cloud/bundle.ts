/** One ES module per function of the manifest, made by esbuild itself: NodejsFunction would start npm or Docker. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { FunctionSpec } from '../manifest.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The file that Lambda loads, and the name that it calls in it. */
export const bundleFile = 'index.mjs';
export const bundleHandler = 'index.handler';

/**
 * Imported only at the moment of need, which never comes in Lambda: the credentials stand in the environment, and nobody
 * asks for pretty-printed mail. Left out, they are 350 kB of a bundle less.
 */
const neverLoaded = [
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-web-identity',
  '@aws-sdk/credential-provider-http',
  '@smithy/credential-provider-imds',
  'prettier/*',
];

/** zod's messages in 50 languages, 260 kB: English stands in a module of its own, and patients never read zod. */
const withoutZodLocales: Plugin = {
  name: 'without-zod-locales',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {};' }));
  },
};

export type Bundles = {
  /** By the function's name: the folder that becomes its code. */
  folders: ReadonlyMap<string, string>;
  remove(): void;
};

export async function bundleFunctions(specs: readonly FunctionSpec[]): Promise<Bundles> {
  const parent = mkdtempSync(join(tmpdir(), 'throughline-bundles-'));
  const made = await Promise.all(
    specs.map(async (spec): Promise<[string, string]> => {
      const folder = join(parent, spec.name);
      await bundleFunction(spec, folder);
      return [spec.name, folder];
    }),
  );
  return { folders: new Map(made), remove: () => rmSync(parent, { recursive: true, force: true }) };
}

async function bundleFunction({ name, entry }: FunctionSpec, folder: string): Promise<void> {
  await build({
    stdin: {
      contents: [
        `import { createHandler } from './${entry}';`,
        "import { live } from './functions/live.ts';",
        'export const handler = createHandler(live());',
      ].join('\n'),
      resolveDir: root,
      sourcefile: `${name}.ts`,
    },
    // The same bytes wherever the repository stands: the asset's hash must not depend on the machine.
    absWorkingDir: root,
    outfile: join(folder, bundleFile),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // The ESM builds first: esbuild can leave out what nobody uses of them.
    mainFields: ['module', 'main'],
    external: neverLoaded,
    plugins: [withoutZodLocales],
    minify: true,
    legalComments: 'none',
    // Positions only: a stack trace then names our files (functions/wrap.ts logs them), without a copy of the sources.
    sourcemap: true,
    sourcesContent: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    // Parts of the SDK and of nodemailer are CommonJS and call require(), which an ES module does not have.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
}
