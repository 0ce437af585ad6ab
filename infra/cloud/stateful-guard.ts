/** What a deployment would do to what must outlive it, told from two templates before anything is changed. */
import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';

type Resource = { Type: string; Properties?: Record<string, unknown>; DeletionPolicy?: string };
export type Template = { Resources?: Record<string, Resource> };

/** Types whose resources hold what cannot be made again: data, keys to data, logins, a verified sender. */
export const statefulTypes: ReadonlySet<string> = new Set([
  'AWS::DynamoDB::GlobalTable',
  'AWS::KMS::Key',
  'AWS::S3::Bucket',
  'AWS::Cognito::UserPool',
  'AWS::SES::EmailIdentity',
]);

const refused: ReadonlySet<ResourceImpact> = new Set([
  ResourceImpact.WILL_REPLACE,
  ResourceImpact.MAY_REPLACE,
  ResourceImpact.WILL_DESTROY,
  ResourceImpact.WILL_ORPHAN,
]);

/** Empty, or one line for each thing that must not happen. */
export function dangersOf(before: Template, after: Template): string[] {
  const dangers: string[] = [];
  fullDiff(stateful(before), stateful(after)).resources.forEachDifference((id, difference) => {
    if (refused.has(difference.changeImpact))
      dangers.push(`${id} (${difference.resourceType}): ${difference.changeImpact}`);
  });
  for (const [id, { Type, DeletionPolicy }] of Object.entries(stateful(after).Resources ?? {}))
    if (DeletionPolicy !== 'Retain') dangers.push(`${id} (${Type}): would be deleted with its stack`);
  return dangers;
}

/** A copy, as the comparison writes into what it compares. */
export function stateful({ Resources = {} }: Template): Template {
  const kept = Object.entries(Resources).filter(([, { Type }]) => statefulTypes.has(Type));
  return structuredClone({ Resources: Object.fromEntries(kept) });
}
