/** Everything that somebody answered: screenings, measures, the check before a dose, clearances, check-ins. */
import type { QuestionnaireResponse, QuestionnaireResponseItem } from '@medplum/fhirtypes';
import type { Program, Session } from '../domain/state.ts';
import { fhirId, identifier, type Refs, referenceTo, systemOf } from './names.ts';

type Answers = Readonly<Record<string, boolean | undefined>>;
type Item = QuestionnaireResponseItem;

/** Sorted: a map comes back from DynamoDB in another order each time. */
const yesOrNo = (answers: Answers): Item[] =>
  Object.entries(answers)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([linkId, valueBoolean]) => ({
      linkId,
      ...(valueBoolean === undefined ? {} : { answer: [{ valueBoolean }] }),
    }));
const number = (linkId: string, valueInteger: number): Item => ({ linkId, answer: [{ valueInteger }] });
const words = (linkId: string, ...all: readonly (string | null)[]): Item[] => {
  const answer = all
    .filter((one) => one !== null && one !== '')
    .map((valueString) => ({ valueString: `${valueString}` }));
  return answer.length > 0 ? [{ linkId, answer }] : [];
};
const ofSession = (sessionId: string): Item => ({
  linkId: 'session',
  answer: [{ valueReference: referenceTo('Appointment', fhirId(sessionId)) }],
});

export function questionnaireResponsesOf(program: Program, refs: Refs): QuestionnaireResponse[] {
  const response = (
    name: string,
    id: string,
    at: string,
    item: Item[],
    by: 'patient' | 'clinic',
  ): QuestionnaireResponse => ({
    resourceType: 'QuestionnaireResponse',
    id: fhirId(id),
    identifier: identifier('answers', id)[0] ?? {},
    basedOn: [referenceTo('CarePlan', refs.carePlanId)],
    questionnaire: systemOf(`Questionnaire/${name}`),
    status: 'completed',
    subject: referenceTo('Patient', refs.patientId),
    authored: at,
    ...(by === 'patient' ? { author: referenceTo('Patient', refs.patientId) } : {}),
    item,
  });
  const ofOneSession = (session: Session): QuestionnaireResponse[] => [
    ...session.clearances.map(({ clearanceId, at, checks, by }) =>
      response(
        'clearance',
        clearanceId,
        at,
        [ofSession(session.sessionId), ...yesOrNo(checks), ...words('by', by)],
        'clinic',
      ),
    ),
    ...session.preSessionChecks.map(({ at, answers, taken, note }, index) =>
      response(
        'pre-session-check',
        `${session.sessionId}-check-${index + 1}`,
        at,
        [ofSession(session.sessionId), ...yesOrNo(answers), ...prefixed('taken', taken), ...words('note', note)],
        'patient',
      ),
    ),
    ...session.checkIns.map(({ key, at, unsafe, unwell, wantsCall, note }) =>
      response(
        'check-in',
        `${key}-answer`,
        at,
        [ofSession(session.sessionId), ...yesOrNo({ unsafe, unwell, wantsCall }), ...words('note', note)],
        'patient',
      ),
    ),
  ];
  return [
    ...program.screenings.map(({ screeningId, at, answers, takes }) =>
      response('screening', screeningId, at, [...yesOrNo(answers), ...words('takes', ...takes)], 'clinic'),
    ),
    ...program.measures.map(({ measureId, instrument, at, items, score, severity, by }) =>
      response(
        instrument,
        measureId,
        at,
        [
          ...items.map((value, index) => number(`${instrument}-${index + 1}`, value)),
          number('score', score),
          ...words('severity', severity),
        ],
        by,
      ),
    ),
    ...program.sessions.flatMap(ofOneSession),
  ];
}

function prefixed(prefix: string, answers: Answers): Item[] {
  return yesOrNo(Object.fromEntries(Object.entries(answers).map(([key, value]) => [`${prefix}-${key}`, value])));
}
