/** The bucket whose objects nobody can change or delete: S3 keeps each for the time that infra/cloud/archive.ts says. */
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { InvariantError } from '../contracts/errors.ts';

export type Archive = { add(key: string, body: string): Promise<void> };

export function createArchive(s3: S3Client, bucket: string | undefined): Archive {
  return {
    add: async (key, body) => {
      if (!bucket) throw new InvariantError('this home has no archive');
      // The SDK sends a checksum by itself; without one, a bucket with Object Lock refuses the object.
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/json' }));
    },
  };
}
