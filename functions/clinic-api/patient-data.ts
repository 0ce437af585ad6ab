/** What the clinic keeps about the patient: their data, links, questionnaires and action items. */
import { bodies } from '../../shared/contracts/http.ts';
import { queries } from '../../shared/contracts/queries.ts';
import { may } from '../../shared/contracts/roles.ts';
import { addAction, completeAction } from '../../shared/domain/patient/actions.ts';
import { takeMeasure } from '../../shared/domain/patient/well-being.ts';
import { addCoreWound, addInsight } from '../../shared/domain/program/notes.ts';
import { changePatient, revokeLinks } from '../../shared/domain/program/patient-data.ts';
import type { Note, Program } from '../../shared/domain/state.ts';
import { assertNotBefore } from './assert-dates.ts';
import { type Route, route } from './http.ts';
import { pageOf } from './page-of.ts';
import { loadProgram, perform, requireMatch } from './perform.ts';
import { onProgram } from './program-commands.ts';
import { withoutUndefined } from './without-undefined.ts';

const base = '/v1/programs/{programId}';

/** A list of the program, in pages. */
function listRoute<Item>(
  name: string,
  summary: string,
  of: (program: Program) => readonly Item[],
  idOf: (item: Item) => string,
): Route {
  return route({
    method: 'GET',
    path: `${base}/${name}`,
    roles: may.coordinate,
    summary,
    query: queries.pageOfProgram,
    handle: async (request) => {
      const program = await loadProgram(request);
      return { status: 200, body: pageOf(of(program), `${name} of ${program.programId}`, idOf, request.query) };
    },
  });
}

const noteIdOf = ({ noteId }: Note): string => noteId;

export const patientDataRoutes: readonly Route[] = [
  route({
    method: 'PATCH',
    path: `${base}/patient`,
    roles: may.coordinate,
    summary: "Change the patient's data; what is ahead is derived again",
    body: bodies.patient,
    handle: async (request) => {
      requireMatch(request, (await loadProgram(request)).version);
      return onProgram(request, (change) => {
        requireMatch(request, change.program.version);
        return changePatient(change, withoutUndefined(request.body));
      });
    },
  }),
  route({
    method: 'POST',
    path: `${base}/links/revoke`,
    roles: may.coordinate,
    summary: 'Every link that was mailed until now opens nothing any more',
    handle: (request) => onProgram(request, revokeLinks),
  }),
  listRoute(
    'measures',
    'Questionnaires with their scores, oldest first: a line over the program',
    ({ measures }) => measures,
    ({ measureId }) => measureId,
  ),
  route({
    method: 'POST',
    path: `${base}/measures`,
    roles: may.coordinate,
    summary: 'A questionnaire taken by the clinic',
    body: bodies.measure,
    handle: (request) =>
      perform(
        request,
        (change) => takeMeasure(change, request.body.instrument, request.body.items, 'clinic'),
        ({ value }) => ({ status: 201, body: value.measure }),
      ),
  }),
  listRoute('core-wounds', 'Core wounds, oldest first', ({ coreWounds }) => coreWounds, noteIdOf),
  listRoute('insights', 'Insights, oldest first', ({ insights }) => insights, noteIdOf),
  route({
    method: 'POST',
    path: `${base}/core-wounds`,
    roles: may.treat,
    summary: 'Record a core wound',
    body: bodies.note,
    handle: (request) =>
      perform(
        request,
        (change) => addCoreWound(change, request.body.text),
        ({ value }) => ({ status: 201, body: value.note }),
      ),
  }),
  route({
    method: 'POST',
    path: `${base}/insights`,
    roles: may.treat,
    summary: 'Record an insight, of a session or on its own',
    body: bodies.insight,
    handle: (request) =>
      perform(
        request,
        (change) => addInsight(change, request.body.text, request.body.sessionId),
        ({ value }) => ({ status: 201, body: value.note }),
      ),
  }),
  listRoute(
    'actions',
    'Action items, open and done',
    ({ actions }) => actions,
    ({ actionId }) => actionId,
  ),
  route({
    method: 'POST',
    path: `${base}/actions`,
    roles: may.treat,
    summary: 'Record an action item',
    body: bodies.action,
    handle: (request) =>
      perform(
        request,
        (change) => {
          const { due } = request.body;
          if (due) assertNotBefore({ date: due, path: 'due' }, change.now, 'Lies in the past.');
          return addAction(change, request.body);
        },
        ({ value }) => ({ status: 201, body: value.action }),
      ),
  }),
  route({
    method: 'POST',
    path: `${base}/actions/{actionId}/done`,
    roles: may.treat,
    summary: 'Tick an action item off',
    handle: (request) =>
      perform(
        request,
        (change) => completeAction(change, request.params.actionId ?? ''),
        ({ value }) => ({ status: 200, body: value.action }),
      ),
  }),
];
