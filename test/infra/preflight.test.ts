/** What the preflight says before anything is changed, and that it changes nothing. */
import { CloudFormationClient, DescribeStacksCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { GetAccountCommand, GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { stages } from '../../infra/cloud/stages.ts';
import { type Finding, preflight } from '../../scripts/deploy/preflight.ts';

const [sts, ses, cloudFormation] = [mockClient(STSClient), mockClient(SESv2Client), mockClient(CloudFormationClient)];
const stage = {
  ...stages.prod,
  mailDomain: 'mail.clinic.org',
  mailFrom: 'care@mail.clinic.org',
  consoleUrl: 'https://console.clinic.org',
  operationsEmail: 'operations@clinic.org',
  medicalDirectorEmail: 'director@clinic.org',
};
const bucket = (name: string) => ({
  Resources: { data: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain', Properties: { BucketName: name } } },
});

/** An account in which everything is as it should be. */
beforeEach(() => {
  vi.stubEnv('AWS_REGION', undefined);
  vi.stubEnv('AWS_DEFAULT_REGION', undefined);
  for (const client of [sts, ses, cloudFormation]) client.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: '000000000000' });
  ses.on(GetAccountCommand).resolves({ ProductionAccessEnabled: true });
  ses.on(GetEmailIdentityCommand).resolves({ VerifiedForSendingStatus: true });
  const stack = { StackName: 'CDKToolkit', CreationTime: new Date(0), StackStatus: 'CREATE_COMPLETE' as const };
  cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [{ ...stack, Outputs: [] }] });
  cloudFormation.on(GetTemplateCommand).resolves({ TemplateBody: JSON.stringify(bucket('one')) });
});

afterAll(() => {
  for (const client of [sts, ses, cloudFormation]) client.restore();
  vi.unstubAllEnvs();
});

const said = (findings: readonly Finding[]): string[] =>
  findings.map(({ what, blocks }) => `${what}${blocks ? ', blocks' : ''}`);

describe('the preflight', () => {
  it('finds nothing missing where nothing is', async () => {
    expect(await preflight(stage, bucket('one'))).toEqual([]);
  });

  it('names the placeholders of a repository that nobody has filled in, and missing credentials, at once', async () => {
    sts.on(GetCallerIdentityCommand).rejects(new Error('no credentials'));
    const findings = await preflight(stages.prod, bucket('one'));
    expect(said(findings)).toEqual(['addresses, blocks', 'console-url', 'credentials, blocks']);
    for (const name of ['mailDomain', 'operationsEmail', 'medicalDirectorEmail'])
      expect(findings[0]?.says).toContain(name);
  });

  it('refuses a shell that is set to another region', async () => {
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    expect(said(await preflight(stage, bucket('one')))).toEqual(['region, blocks']);
  });

  it('says what keeps emails from going out, with the records to publish', async () => {
    ses.on(GetAccountCommand).resolves({ ProductionAccessEnabled: false });
    ses.on(GetEmailIdentityCommand).resolves({ VerifiedForSendingStatus: false, DkimAttributes: { Tokens: ['abc'] } });
    const findings = await preflight(stage, bucket('one'));
    expect(said(findings)).toEqual(['sandbox', 'mail-domain']);
    expect(findings[1]?.says).toContain('abc._domainkey.mail.clinic.org CNAME abc.dkim.amazonses.com');
  });

  it('refuses an account that the CDK does not know', async () => {
    cloudFormation.on(DescribeStacksCommand).rejects(new Error('Stack with id CDKToolkit does not exist'));
    expect(said(await preflight(stage, bucket('one')))).toEqual(['bootstrap, blocks']);
  });

  it('refuses a change that would replace what holds data', async () => {
    expect(said(await preflight(stage, bucket('another')))).toEqual(['stateful, blocks']);
  });
});
