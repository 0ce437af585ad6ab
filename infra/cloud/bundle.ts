/** One ES module per function of the manifest, made by esbuild itself: NodejsFunction would start npm or Docker. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { FunctionSpec, Permission } from '../manifest.ts';

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

/**
 * No call of ours streams events (S3's Select does): 15 kB. Of a client's package.json only the version is read. The
 * rehearsal calls each client from its bundle.
 */
const withoutUnusedSdk: Plugin = {
  name: 'without-unused-sdk',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]@smithy[\\/]core[\\/].*[\\/]event-streams[\\/]index\.js$/ }, () => ({
      contents: [
        'export const resolveEventStreamSerdeConfig = (input) => input;',
        'export const eventStreamSerdeProvider = () => undefined;',
        "export class EventStreamSerde { constructor() { throw new Error('event streams are not in this bundle'); } }",
      ].join('\n'),
    }));
    onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, ({ path }) => ({
      contents: JSON.stringify({ version: JSON.parse(readFileSync(path, 'utf8')).version }),
      loader: 'json',
    }));
  },
};

/**
 * The render of react-email can also make plain text, which shared/mail/plain-text.ts does without 150 kB of parsers, and
 * calls one of React's two renderers. A test renders a message by a bundle: it fails where one of them is needed again.
 */
const withoutUnusedRenderers: Plugin = {
  name: 'without-unused-renderers',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]node_modules[\\/]html-to-text[\\/]/ }, () => ({
      contents: "export const convert = () => { throw new Error('html-to-text is not in this bundle'); };",
    }));
    onLoad({ filter: /[\\/]react-dom-server-legacy\.node\.production\.js$/ }, () => ({
      contents: 'exports.version = null;',
    }));
  },
};

/** functions/live.ts makes every client. A client whose every call IAM would refuse is left out, by what the manifest says. */
const clients: readonly { client: string; needs: readonly Permission[] }[] = [
  { client: '@aws-sdk/client-s3', needs: ['archive:add'] },
  { client: '@aws-sdk/client-ses', needs: ['mail:send'] },
  { client: '@aws-sdk/client-cognito-identity-provider', needs: ['logins:disable'] },
  {
    client: '@aws-sdk/client-sfn',
    needs: ['executions:control', 'executions:describe', 'executions:input', 'executions:read'],
  },
];

const withoutClientsThatMayNot = ({ name, may }: FunctionSpec): Plugin => ({
  name: 'without-clients-that-may-not',
  setup: ({ onResolve, onLoad }) => {
    for (const { client, needs } of clients) {
      if (needs.some((need) => may.includes(need))) continue;
      onResolve({ filter: new RegExp(`^${client}$`) }, () => ({
        path: client,
        namespace: 'left-out',
        sideEffects: false,
      }));
    }
    onLoad({ filter: /./, namespace: 'left-out' }, async ({ path }) => {
      const refuse = `throw new Error('${name} may not use ${path}: see infra/manifest.ts');`;
      // Classes, as errors of the client stand behind instanceof.
      const names = Object.keys(await import(path)).filter((one) => /^[A-Z]\w*$/.test(one));
      return {
        contents: [
          `class LeftOut { send() { ${refuse} } }`,
          ...names.map((one) => `export class ${one} extends LeftOut {}`),
        ].join('\n'),
      };
    });
  },
});

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

function bundleFunction(spec: FunctionSpec, folder: string): Promise<void> {
  const entry =
    spec.may.length === 0
      ? [`import { createHandler } from './${spec.entry}';`, 'export const handler = createHandler();']
      : [
          `import { createHandler } from './${spec.entry}';`,
          "import { live } from './functions/live.ts';",
          'export const handler = createHandler(live());',
        ];
  return bundleModule(spec, entry.join('\n'), folder);
}

/** `contents` is a module that stands at the root of the repository. */
export async function bundleModule(spec: FunctionSpec, contents: string, folder: string): Promise<void> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, sourcefile: `${spec.name}.ts` },
    // As if written into the repository: sources are named from there, so that the same bytes, and the same hash of the
    // asset, come out on every machine.
    absWorkingDir: root,
    outfile: join(root, 'bundle', bundleFile),
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // The ESM builds first: esbuild can leave out what nobody uses of them.
    mainFields: ['module', 'main'],
    external: neverLoaded,
    plugins: [withoutZodLocales, withoutUnusedSdk, withoutUnusedRenderers, withoutClientsThatMayNot(spec)],
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
  mkdirSync(folder, { recursive: true });
  for (const { path, contents: bytes } of outputFiles) writeFileSync(join(folder, basename(path)), bytes);
}
