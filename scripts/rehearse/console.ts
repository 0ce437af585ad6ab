/** A console of two files is published, though the emulator's CloudFront serves none: they are read back from the bucket. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { stackName } from '../../infra/cloud/stack-names.ts';
import { stages } from '../../infra/cloud/stages.ts';
import { publishConsole } from '../deploy/console.ts';
import { neededOutputs } from '../deploy/stacks.ts';
import { holds } from './facts.ts';

const stage = stages.dev;

export async function checkConsole(endpoint: string, folder: string): Promise<void> {
  holds(
    'no console is published before there is one',
    /no built console/.test(await publishConsole(stage, folder)),
    true,
  );
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<!doctype html><script src="/assets/app-3f9a21bc.js"></script>');
  writeFileSync(join(folder, 'assets/app-3f9a21bc.js'), 'export {};');
  await publishConsole(stage, folder);
  const { ConsoleBucket } = await neededOutputs(stage.region, stackName(stage.name, 'console'), ['ConsoleBucket']);
  const s3 = new S3Client({ endpoint, forcePathStyle: true });
  const headersOf = async (Key: string): Promise<(string | undefined)[]> => {
    const { ContentType, CacheControl } = await s3.send(new GetObjectCommand({ Bucket: ConsoleBucket, Key }));
    return [ContentType, CacheControl];
  };
  holds(
    'its page is asked for each time, its scripts are kept',
    await Promise.all(['index.html', 'console.json', 'assets/app-3f9a21bc.js'].map(headersOf)),
    [
      ['text/html; charset=utf-8', 'no-cache'],
      ['application/json', 'no-cache'],
      ['text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ],
  );
}
