// Runs a script of this repository on the Node that it needs. Plain JavaScript, so that an old Node can still read it and say so.
import module from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const nodeMajorMin = 24;
const [node, , entry, ...rest] = process.argv;

if (Number(process.versions.node.split('.')[0]) < nodeMajorMin) {
  process.stderr.write(
    `\n  This needs Node ${nodeMajorMin}; it was started with ${process.versions.node}.\n  Use npm (npm start, npm run demo …) after npm ci: its scripts run on the Node ${nodeMajorMin} in node_modules.\n\n`,
  );
  process.exit(1);
}
if (!entry) {
  process.stderr.write('\n  Which script? For example: node scripts/run.mjs infra/local/start.ts\n\n');
  process.exit(1);
}
// As in Lambda: React's development build takes several times as long to render a mail.
process.env.NODE_ENV ??= 'production';
// What was compiled once is only read at the next start, which takes half as long.
module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)));
process.argv = [node, resolve(entry), ...rest];
await import(pathToFileURL(resolve(entry)).href);
// Kept at every end by itself, except where a process is killed, as a home may be.
module.flushCompileCache();
