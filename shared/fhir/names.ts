/** Ids, references and small parts that every resource uses. The same program makes the same ids each time. */
import { createHash } from 'node:crypto';
import type { CodeableConcept, Identifier, Reference, Resource } from '@medplum/fhirtypes';
import type { StaffRef } from '../domain/state.ts';

/** Names things and serves nothing: nobody shall take an id for an address. */
const base = 'https://throughline.invalid/fhir';

type ResourceType = Resource['resourceType'];

const idCharactersMax = 64;

/** FHIR's ids know no underscore, and end after 64 characters. */
export function fhirId(...parts: readonly string[]): string {
  const id = parts.join('-').replace(/[^A-Za-z0-9.-]/g, '-');
  return id.length <= idCharactersMax ? id : createHash('sha256').update(id).digest('hex');
}

export const fullUrl = ({ resourceType, id }: { resourceType: string; id?: string | undefined }): string =>
  `${base}/${resourceType}/${id}`;
export const systemOf = (name: string): string => `${base}/${name}`;
export const referenceTo = <Type extends Resource>(type: ResourceType, id: string): Reference<Type> => ({
  reference: `${type}/${id}`,
});

/** Staff are named, not exported: they have no resource in the Bundle. */
export function staffReference<Type extends Resource>({ staffId, name }: StaffRef): Reference<Type> {
  return { identifier: { system: systemOf('staff'), value: staffId }, display: name };
}

export const identifier = (name: string, value: string): Identifier[] => [{ system: systemOf(name), value }];
export const concept = (text: string): CodeableConcept => ({ text });
/** A code of ours, told in words as well. */
export const ourConcept = (list: string, code: string): CodeableConcept => ({
  coding: [{ system: systemOf(list), code }],
  text: code,
});

/** What every resource of one program refers to. */
export type Refs = {
  patientId: string;
  carePlanId: string;
  careTeamId: string;
};

export function refsOf(programId: string): Refs {
  return {
    patientId: fhirId(programId),
    carePlanId: fhirId(programId, 'plan'),
    careTeamId: fhirId(programId, 'team'),
  };
}
