/** What stands in the way of a deployment, all of it at once, before anything is changed. It only reads. */
import { GetAccountCommand, GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { stackName } from '../../infra/cloud/stack-names.ts';
import type { Stage } from '../../infra/cloud/stages.ts';
import { dangersOf, type Template } from '../../infra/cloud/stateful-guard.ts';
import { deployedTemplate, outputsOf } from './stacks.ts';

export type Finding = {
  what: 'credentials' | 'region' | 'bootstrap' | 'addresses' | 'console-url' | 'mail-domain' | 'sandbox' | 'stateful';
  /** Nothing is deployed while one blocks. The others are done after the first deployment, and said each time. */
  blocks: boolean;
  says: string;
};

/** Domains that nobody can own (RFC 2606): what the repository holds until a clinic puts in its own. */
const isPlaceholder = (address: string): boolean => /(^|[.@])example(\.(com|org|net))?$/.test(address);

export async function preflight(stage: Stage, dataTemplate: Template): Promise<Finding[]> {
  const findings = [...ofConfiguration(stage), ...ofRegion(stage)];
  if (!(await hasCredentials(stage.region)))
    return [
      ...findings,
      {
        what: 'credentials',
        blocks: true,
        says: 'AWS accepts no credentials of this shell. Sign in (aws sso login) or set AWS_PROFILE.',
      },
    ];
  return [...findings, ...(await ofAccount(stage)), ...(await ofMail(stage)), ...(await ofState(stage, dataTemplate))];
}

function ofConfiguration({
  name,
  mailDomain,
  mailFrom,
  consoleUrl,
  operationsEmail,
  medicalDirectorEmail,
}: Stage): Finding[] {
  const findings: Finding[] = [];
  const missing = Object.entries({ mailDomain, operationsEmail, medicalDirectorEmail }).filter(([, value]) =>
    isPlaceholder(value),
  );
  if (missing.length > 0)
    findings.push({
      what: 'addresses',
      blocks: true,
      says: `infra/cloud/stages.ts still has placeholders for ${name}: ${missing.map(([key, value]) => `${key} (${value})`).join(', ')}.`,
    });
  if (isPlaceholder(consoleUrl))
    findings.push({
      what: 'console-url',
      blocks: false,
      says: `infra/cloud/stages.ts has a placeholder for consoleUrl of ${name}: emails to staff would link to nowhere. It is the output ConsoleUrl of the console stack, or a name of your own for it.`,
    });
  if (!mailFrom.endsWith(`@${mailDomain}`))
    findings.push({ what: 'addresses', blocks: true, says: `mailFrom (${mailFrom}) is not in ${mailDomain}.` });
  return findings;
}

function ofRegion({ region }: Stage): Finding[] {
  const set = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (!set || set === region) return [];
  return [
    {
      what: 'region',
      blocks: true,
      says: `This shell is in ${set}, the stage is in ${region}: is this the account that you mean?`,
    },
  ];
}

async function hasCredentials(region: string): Promise<boolean> {
  try {
    await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
    return true;
  } catch {
    return false;
  }
}

async function ofAccount({ region }: Stage): Promise<Finding[]> {
  if (await outputsOf(region, 'CDKToolkit')) return [];
  return [
    {
      what: 'bootstrap',
      blocks: true,
      says: `This account was never prepared for the CDK: npx cdk bootstrap aws://ACCOUNT/${region}`,
    },
  ];
}

async function ofMail({ region, mailDomain }: Stage): Promise<Finding[]> {
  const ses = new SESv2Client({ region });
  const findings: Finding[] = [];
  const account = await ses.send(new GetAccountCommand({}));
  if (!account.ProductionAccessEnabled)
    findings.push({
      what: 'sandbox',
      blocks: false,
      says: 'SES is in its sandbox: 200 emails a day, to verified addresses only. Ask AWS for production access.',
    });
  try {
    const identity = await ses.send(new GetEmailIdentityCommand({ EmailIdentity: mailDomain }));
    if (!identity.VerifiedForSendingStatus)
      findings.push({
        what: 'mail-domain',
        blocks: false,
        says: `${mailDomain} is not verified: no email goes out. Publish its DKIM records: ${(identity.DkimAttributes?.Tokens ?? []).map((token) => `${token}._domainkey.${mailDomain} CNAME ${token}.dkim.amazonses.com`).join('; ')}`,
      });
  } catch (error) {
    if (!(error instanceof Error && error.name === 'NotFoundException')) throw error;
    findings.push({
      what: 'mail-domain',
      blocks: false,
      says: `${mailDomain} is not known to SES yet: the first deployment makes it, and the next preflight names its DKIM records.`,
    });
  }
  return findings;
}

async function ofState({ region, name }: Stage, dataTemplate: Template): Promise<Finding[]> {
  const deployed = await deployedTemplate(region, stackName(name, 'data'));
  if (!deployed) return [];
  return dangersOf(deployed, dataTemplate).map((danger) => ({ what: 'stateful', blocks: true, says: danger }));
}
