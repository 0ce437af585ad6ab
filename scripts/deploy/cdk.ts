/** The CDK's command line, on the Node that runs this script. */
import { spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';

const cdk = resolve('node_modules/aws-cdk/bin/cdk');

/** Prints what the CDK prints, unless `quiet`: then only where it fails. */
export function runCdk(args: readonly string[], options: { quiet?: boolean } = {}): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cdk, ...args], {
    stdio: options.quiet ? 'pipe' : 'inherit',
    encoding: 'utf8',
    // What the CDK starts itself (cdk.json) finds this Node first.
    env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}` },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return;
  if (options.quiet) process.stderr.write(`${stdout}\n${stderr}\n`);
  throw new Error(`cdk ${args[0]} failed`);
}
