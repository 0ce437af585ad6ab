/** A change that would replace or delete what holds data is refused here, before a deployment refuses it. */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { dangersOf, stateful, type Template } from '../../infra/cloud/stateful-guard.ts';
import { synthesizedForTests } from './synthesized.ts';

const made = synthesizedForTests();
let now: Template;
beforeAll(() => {
  now = made.data.toJSON();
});

const releases = readdirSync('test/releases');

/** The template after a change of the one resource of a type. */
function changed(type: string, change: (properties: any, resource: any) => void, drop = false): Template {
  const after = stateful(now);
  const [id] = Object.entries(after.Resources ?? {}).find(([, { Type }]) => Type === type) ?? [];
  const resource = id && after.Resources?.[id];
  if (!resource) throw new Error(`there is no ${type}`);
  change(resource.Properties, resource);
  if (drop) delete after.Resources?.[id];
  return after;
}

describe('what holds data', () => {
  it.each(releases)('stays as release %s made it', (release) => {
    expect(dangersOf(JSON.parse(readFileSync(`test/releases/${release}/stateful.json`, 'utf8')), now)).toEqual([]);
  });

  it('may be changed where CloudFormation changes it in place', () => {
    const longer = changed('AWS::Cognito::UserPool', (pool) => {
      pool.Policies.PasswordPolicy.MinimumLength = 16;
    });
    expect(dangersOf(now, longer)).toEqual([]);
  });

  const replacing: readonly (readonly [string, string, (properties: any) => void])[] = [
    [
      'another partition key',
      'AWS::DynamoDB::GlobalTable',
      (table) => {
        table.KeySchema[0].AttributeName = 'id';
      },
    ],
    [
      'another name',
      'AWS::S3::Bucket',
      (bucket) => {
        bucket.BucketName = 'another';
      },
    ],
    [
      'another mail domain',
      'AWS::SES::EmailIdentity',
      (mail) => {
        mail.EmailIdentity = 'another.example';
      },
    ],
  ];
  it.each(replacing)('is not replaced for %s', (_, type, change) => {
    expect(dangersOf(now, changed(type, change))).toEqual([expect.stringMatching(/(WILL|MAY)_REPLACE/)]);
  });

  it('is not deleted, not left behind, and not set to go with its stack', () => {
    const nothing = (): void => {};
    expect(dangersOf(now, changed('AWS::DynamoDB::GlobalTable', nothing, true))).toEqual([
      expect.stringMatching(/WILL_(ORPHAN|DESTROY)/),
    ]);
    const unprotected = changed('AWS::KMS::Key', (_, key) => {
      key.DeletionPolicy = 'Delete';
    });
    expect(dangersOf(now, unprotected)).toEqual([expect.stringContaining('would be deleted with its stack')]);
  });
});
