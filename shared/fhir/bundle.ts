/**
 * A program as a FHIR R4 Bundle, to take along to another system (R11). It carries what FHIR has a place for among these
 * nine resources; vitals, amounts, decisions and the chain of events stand in the JSON export only.
 */
import type { Bundle, Task as FhirTask, Resource } from '@medplum/fhirtypes';
import type { ActionItem, Program, Task } from '../domain/state.ts';
import {
  concept,
  fhirId,
  fullUrl,
  identifier,
  ourConcept,
  type Refs,
  referenceTo,
  refsOf,
  staffReference,
} from './names.ts';
import { carePlanOf, careTeamOf, consentsOf, patientOf } from './program.ts';
import { questionnaireResponsesOf } from './questionnaires.ts';
import { adverseEventsOf, appointmentOf, communicationsOf, type SentText } from './sessions.ts';

export function bundleOf(program: Program, sent: readonly SentText[], at: string): Bundle {
  const refs = refsOf(program.programId);
  const resources: Resource[] = [
    patientOf(program, refs),
    careTeamOf(program, refs),
    carePlanOf(program, refs),
    ...consentsOf(program, refs),
    ...program.sessions.map((session) => appointmentOf(session, refs)),
    ...communicationsOf(program, refs, sent),
    ...questionnaireResponsesOf(program, refs),
    ...program.tasks.map((task) => taskOf(task, refs)),
    ...program.actions.map((action) => actionOf(action, refs)),
    ...program.sessions.flatMap((session) => adverseEventsOf(session, refs)),
  ];
  return {
    resourceType: 'Bundle',
    id: refs.patientId,
    identifier: identifier('program', program.programId)[0] ?? {},
    type: 'collection',
    timestamp: at,
    entry: resources.map((resource) => ({ fullUrl: fullUrl(resource), resource: withoutEmptyLists(resource) })),
  };
}

const priority = { urgent: 'urgent', soon: 'asap', routine: 'routine' } as const;

function taskOf(
  { taskId, kind, urgency, status, text, owner, due, raisedAt, resolved, sessionId }: Task,
  refs: Refs,
): FhirTask {
  return {
    resourceType: 'Task',
    id: fhirId(taskId),
    identifier: identifier('task', taskId),
    basedOn: [referenceTo('CarePlan', refs.carePlanId)],
    status: status === 'open' ? 'requested' : 'completed',
    intent: 'order',
    priority: priority[urgency],
    code: ourConcept('task-kind', kind),
    description: text,
    ...(sessionId ? { focus: referenceTo('Appointment', fhirId(sessionId)) } : {}),
    for: referenceTo('Patient', refs.patientId),
    authoredOn: raisedAt,
    lastModified: resolved?.at ?? raisedAt,
    owner: staffReference(owner),
    restriction: { period: { end: due } },
    ...(resolved ? { note: [{ time: resolved.at, authorString: resolved.by, text: resolved.note }] } : {}),
  };
}

/** What the patient set out to do. */
function actionOf({ actionId, text, due, accountability, addedAt, doneAt }: ActionItem, refs: Refs): FhirTask {
  return {
    resourceType: 'Task',
    id: fhirId(actionId),
    identifier: identifier('action', actionId),
    basedOn: [referenceTo('CarePlan', refs.carePlanId)],
    status: doneAt ? 'completed' : 'accepted',
    intent: 'plan',
    code: concept('action item'),
    description: text,
    for: referenceTo('Patient', refs.patientId),
    authoredOn: addedAt,
    lastModified: doneAt ?? addedAt,
    owner: referenceTo('Patient', refs.patientId),
    ...(due ? { restriction: { period: { end: due } } } : {}),
    ...(accountability ? { note: [{ text: `Accountability: ${accountability}` }] } : {}),
  };
}

/** FHIR knows no empty list: what has no entry is left out. */
function withoutEmptyLists<Type extends Resource>(resource: Type): Type {
  return Object.fromEntries(
    Object.entries(resource).filter(([, value]) => !(Array.isArray(value) && value.length === 0)),
  ) as unknown as Type;
}
