/** Who the patient is, who cares for them, what was agreed. */
import type { Annotation, CarePlan, CareTeam, Consent, Patient } from '@medplum/fhirtypes';
import type { Note, Program, ProgramStatus } from '../domain/state.ts';
import { concept, fhirId, identifier, ourConcept, type Refs, referenceTo, staffReference, systemOf } from './names.ts';

export function patientOf({ programId, patient, status }: Program, { patientId }: Refs): Patient {
  const { contactPerson } = patient;
  return {
    resourceType: 'Patient',
    id: patientId,
    identifier: identifier('program', programId),
    name: [{ text: patient.name }],
    telecom: [
      { system: 'email', value: patient.email },
      { system: 'phone', value: patient.phone },
    ],
    birthDate: patient.dateOfBirth,
    address: [{ country: patient.country }],
    communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: patient.locale }] }, preferred: true }],
    contact: [
      {
        relationship: [concept(contactPerson.relation)],
        name: { text: contactPerson.name },
        telecom: [{ system: 'phone', value: contactPerson.phone }],
      },
    ],
    ...(status === 'deceased' ? { deceasedBoolean: true } : {}),
  };
}

export function careTeamOf({ careTeam, ended, enrolledAt }: Program, { careTeamId, patientId }: Refs): CareTeam {
  return {
    resourceType: 'CareTeam',
    id: careTeamId,
    status: ended ? 'inactive' : 'active',
    subject: referenceTo('Patient', patientId),
    period: { start: enrolledAt, ...(ended ? { end: ended.at } : {}) },
    participant: careTeam.map((member) => ({
      role: [
        ...[member.role].flat().map((role) => ourConcept('care-role', role)),
        ...(member.lead ? [ourConcept('care-role', 'lead')] : []),
      ],
      member: staffReference(member),
    })),
  };
}

const planStatus: Record<ProgramStatus, NonNullable<CarePlan['status']>> = {
  active: 'active',
  'on-hold': 'on-hold',
  completed: 'completed',
  withdrawn: 'revoked',
  discharged: 'revoked',
  deceased: 'revoked',
};

export function carePlanOf(program: Program, refs: Refs): CarePlan {
  const { protocol, status, enrolledAt, ended } = program;
  return {
    resourceType: 'CarePlan',
    id: refs.carePlanId,
    identifier: identifier('program', program.programId),
    instantiatesUri: [systemOf(`protocol/${protocol.id}/${protocol.version}`)],
    status: planStatus[status],
    intent: 'plan',
    title: `${protocol.id}, version ${protocol.version}: ${status}, phase ${program.phase}`,
    subject: referenceTo('Patient', refs.patientId),
    period: { start: enrolledAt, ...(ended ? { end: ended.at } : {}) },
    created: enrolledAt,
    careTeam: [referenceTo('CareTeam', refs.careTeamId)],
    activity: program.sessions.map(({ sessionId }) => ({ reference: referenceTo('Appointment', fhirId(sessionId)) })),
    note: notesOf(program),
  };
}

/** The patient's own words of preparation and integration, each under what it is. */
function notesOf({ intentions, coreWounds, insights, hold, ended }: Program): Annotation[] {
  const said = (what: string, notes: readonly Pick<Note, 'text' | 'at'>[]): Annotation[] =>
    notes.map(({ text, at }) => ({ time: at, text: `${what}: ${text}` }));
  return [
    ...said('Intention', intentions),
    ...said('Core wound', coreWounds),
    ...said('Insight', insights),
    ...(hold ? said('On hold', [{ at: hold.since, text: [hold.reason, hold.note].filter(Boolean).join(': ') }]) : []),
    ...(ended ? said('Ended', [{ at: ended.at, text: [ended.reason, ended.note].filter(Boolean).join(': ') }]) : []),
  ];
}

/** One resource per signature, in the order in which they were given: signed again is a new one. */
export function consentsOf({ programId, consents }: Program, { patientId }: Refs): Consent[] {
  return consents.map(({ kind, signedOn, withdrawnAt }, index) => ({
    resourceType: 'Consent',
    id: fhirId(programId, 'consent', String(index + 1)),
    status: withdrawnAt ? 'inactive' : 'active',
    scope: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'treatment' }],
    },
    category: [ourConcept('consent', kind)],
    patient: referenceTo('Patient', patientId),
    dateTime: signedOn,
    policyRule: ourConcept('consent', kind),
    ...(withdrawnAt ? { provision: { type: 'permit', period: { start: signedOn, end: withdrawnAt } } } : {}),
  }));
}
