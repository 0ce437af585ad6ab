/** The built console, if there is one, into its bucket; CloudFront forgets the old page. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { stackName } from '../../infra/cloud/stack-names.ts';
import type { Stage } from '../../infra/cloud/stages.ts';
import { cacheControlOf, contentTypeOf } from '../../infra/console-site.ts';
import { neededOutputs } from './stacks.ts';

export async function publishConsole({ name, region }: Stage, folder: string): Promise<string> {
  if (!existsSync(join(folder, 'index.html'))) return `There is no built console (${folder}): its address answers 403.`;
  const wanted = ['ConsoleBucket', 'DistributionId', 'ConsoleUrl'] as const;
  const outputs = await neededOutputs(region, stackName(name, 'console'), wanted);
  writeFileSync(join(folder, 'console.json'), JSON.stringify(await signIn(name, region)));
  const s3 = new S3Client({ region });
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    // The page comes last: whoever loads it finds what it names.
    .sort((a, b) => Number(a.endsWith('.html')) - Number(b.endsWith('.html')));
  for (const file of files)
    await s3.send(
      new PutObjectCommand({
        Bucket: outputs.ConsoleBucket,
        Key: file,
        Body: readFileSync(join(folder, file)),
        ContentType: contentTypeOf(file),
        CacheControl: cacheControlOf(file),
      }),
    );
  await new CloudFrontClient({ region }).send(
    new CreateInvalidationCommand({
      DistributionId: outputs.DistributionId,
      InvalidationBatch: { CallerReference: String(Date.now()), Paths: { Quantity: 1, Items: ['/*'] } },
    }),
  );
  return `${files.length} files of the console: ${outputs.ConsoleUrl}`;
}

/** What the console has to know of its home (console/src/api/home.ts). */
async function signIn(name: Stage['name'], region: string): Promise<Record<string, string | undefined>> {
  const wanted = ['UserPoolId', 'ConsoleClientId', 'SignInUrl'] as const;
  const { UserPoolId, ConsoleClientId, SignInUrl } = await neededOutputs(region, stackName(name, 'data'), wanted);
  return {
    kind: 'cloud',
    authority: `https://cognito-idp.${region}.amazonaws.com/${UserPoolId}`,
    signInUrl: SignInUrl,
    clientId: ConsoleClientId,
  };
}
