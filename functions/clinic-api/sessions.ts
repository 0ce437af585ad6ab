import type { z } from 'zod';
import { CareError } from '../../shared/contracts/errors.ts';
import { bodies } from '../../shared/contracts/http.ts';
import { queries } from '../../shared/contracts/queries.ts';
import { may } from '../../shared/contracts/roles.ts';
import { rolesOf } from '../../shared/domain/milestones.ts';
import { brokenSessions } from '../../shared/domain/series/repair.ts';
import { recordAdverseEvent, recordVitals } from '../../shared/domain/session/adverse-events.ts';
import { bookSession } from '../../shared/domain/session/book.ts';
import { cancelSession } from '../../shared/domain/session/cancel.ts';
import { type Correction, correctOutcome } from '../../shared/domain/session/correct.ts';
import { changeSession, type SessionChange } from '../../shared/domain/session/move.ts';
import { recordOutcome } from '../../shared/domain/session/outcome.ts';
import { startSession } from '../../shared/domain/session/start.ts';
import { giveSupplement } from '../../shared/domain/session/supplement.ts';
import type { Program, Session, SessionStart } from '../../shared/domain/state.ts';
import { resolveStart } from '../../shared/domain/time.ts';
import type { Done } from '../../shared/use-cases/run-command.ts';
import { type Answer, type Request, type Route, route } from './http.ts';
import { type Overlap, overlapsOf, withOverlaps } from './overlaps.ts';
import { pageOf } from './page-of.ts';
import { loadProgram, perform, requireMatch } from './perform.ts';
import { presentSession } from './present.ts';
import { staffForEmails } from './staff-for-emails.ts';
import { unfitStaff } from './unfit-staff.ts';
import { withoutUndefined } from './without-undefined.ts';

const base = '/v1/programs/{programId}/sessions';

export const sessionRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: base,
    roles: may.coordinate,
    summary: 'The sessions of a program, by start',
    query: queries.pageOfProgram,
    handle: async (request) => {
      const program = await loadProgram(request);
      const sessions = [...program.sessions].sort((a, b) => a.start.instant.localeCompare(b.start.instant));
      const { items, next } = pageOf(
        sessions,
        `sessions of ${program.programId}`,
        (one) => one.sessionId,
        request.query,
      );
      return { status: 200, body: { items: items.map((one) => presentSession(program, one)), next } };
    },
  }),
  route({
    method: 'GET',
    path: `${base}/{sessionId}`,
    roles: may.coordinate,
    summary: 'One session, with the touchpoints of its revision',
    handle: async (request) => answerWith(await loadProgram(request), request.params.sessionId ?? '', 200),
  }),
  route({
    method: 'POST',
    path: base,
    roles: may.coordinate,
    summary: 'Book a session',
    body: bodies.book,
    handle: async (request) => {
      const { start, staff, ...rest } = request.body;
      const resolved = resolveOrRefuse(start);
      const booking = { ...rest, start: resolved, staff: await staffForEmails(request, staff) };
      return perform(
        request,
        (change) => bookSession(change, booking),
        async ({ program, value }) =>
          withOverlaps(
            answerWith(program, value.sessionId, 201),
            await overlapsOf(request, { ...booking, programId: program.programId, groupId: null }),
          ),
      );
    },
  }),
  route({
    method: 'PATCH',
    path: `${base}/{sessionId}`,
    roles: may.coordinate,
    summary: 'Move or change a session',
    body: bodies.change,
    handle: async (request) => {
      const { start, staff, ...rest } = request.body;
      const wanted: SessionChange = {
        ...withoutUndefined(rest),
        ...(start ? { start: resolveOrRefuse(start) } : {}),
        ...(staff ? { staff: await staffForEmails(request, staff) } : {}),
      };
      return perform(
        request,
        (change) => {
          const session = change.session(request.params.sessionId ?? '');
          if (!session) throw new CareError('not-found', 'There is no such session.');
          requireMatch(request, session.version);
          return changeSession(change, session.sessionId, wanted) ?? {};
        },
        async (done) =>
          withOverlaps(withBreaks(answerFor(request, done), done), await overlapsOfChange(request, wanted, done)),
      );
    },
  }),
  route({
    method: 'POST',
    path: `${base}/{sessionId}/cancel`,
    roles: may.coordinate,
    summary: 'Cancel a session',
    body: bodies.cancel,
    handle: (request) =>
      perform(
        request,
        (change) => cancelSession(change, request.params.sessionId ?? '', request.body.reason, request.body.note) ?? {},
        (done) => answerFor(request, done),
      ),
  }),
  route({
    method: 'POST',
    path: `${base}/{sessionId}/start`,
    roles: may.treat,
    summary: 'Start a dose: every gate is checked now',
    body: bodies.start,
    handle: async (request) => {
      const { staffPresent, overrides, ...body } = request.body;
      if (overrides.length > 0 && !request.roles.includes('clinician'))
        throw new CareError('forbidden', 'Only a clinician overrides a gate.');
      // Who has left, or whose license has ended, is not there for the gate, whoever they are.
      const unfit =
        staffPresent.length > 0 ? await unfitStaff(request, ({ email }) => staffPresent.includes(email)) : [];
      return perform(
        request,
        (change) => {
          const present = change.program.careTeam.filter(
            ({ email, staffId }) => staffPresent.includes(email) && unfit.every((one) => one.staffId !== staffId),
          );
          const wanted = { ...body, staffPresent: present.map(rolesOf), doNotCount: unfit.map(({ why }) => why) };
          return startSession(change, request.params.sessionId ?? '', wanted, overrides) ?? {};
        },
        (done) => answerFor(request, done),
      );
    },
  }),
  route({
    method: 'POST',
    path: `${base}/{sessionId}/outcome`,
    roles: may.treat,
    summary: 'Record how a session went',
    body: bodies.outcome,
    handle: (request) =>
      perform(
        request,
        (change) => {
          const { adverseEvents, ...outcome } = request.body;
          const events = adverseEvents.map(({ note, ...event }) => (note === undefined ? event : { ...event, note }));
          return recordOutcome(change, request.params.sessionId ?? '', { ...outcome, adverseEvents: events }) ?? {};
        },
        (done) => answerFor(request, done),
      ),
  }),
  route({
    method: 'POST',
    path: `${base}/{sessionId}/adverse-events`,
    roles: may.treat,
    summary: 'Record an adverse event at a dose or after it; a serious one puts the program on hold at once',
    body: bodies.adverseEvent,
    handle: (request) =>
      perform(
        request,
        (change) => {
          const { note, ...event } = request.body;
          const noted = note === undefined ? event : { ...event, note };
          return recordAdverseEvent(change, request.params.sessionId ?? '', noted) ?? {};
        },
        (done) => ({ ...answerFor(request, done), status: 201 }),
      ),
  }),
  route({
    method: 'POST',
    path: `${base}/{sessionId}/vitals`,
    roles: may.treat,
    summary: 'Record vitals while a dose is under way or after it',
    body: bodies.vitals,
    handle: (request) =>
      perform(
        request,
        (change) => recordVitals(change, request.params.sessionId ?? '', request.body) ?? {},
        (done) => ({ ...answerFor(request, done), status: 201 }),
      ),
  }),
  route({
    method: 'POST',
    path: `${base}/{sessionId}/supplement`,
    roles: may.treat,
    summary: 'Record the second part of a dose as it is given: the protocol says which, and when it may be',
    body: bodies.supplement,
    handle: (request) =>
      perform(
        request,
        (change) => giveSupplement(change, request.params.sessionId ?? '', request.body) ?? {},
        (done) => ({ ...answerFor(request, done), status: 201 }),
      ),
  }),
  route({
    method: 'POST',
    path: `${base}/{sessionId}/corrections`,
    roles: may.decide,
    summary: 'Correct how a session went: added to the record, with a reason',
    body: bodies.correction,
    handle: (request) => {
      const correction = withoutUndefined(request.body) as Correction;
      return perform(
        request,
        (change) => correctOutcome(change, request.params.sessionId ?? '', correction) ?? {},
        (done) => ({ ...answerFor(request, done), status: 201 }),
      );
    },
  }),
];

/** A wall time that the clocks skip or repeat is not guessed: the answer offers the instants. */
export function resolveOrRefuse({ at, timeZone, offset }: z.output<typeof bodies.book>['start']): SessionStart {
  const resolved = resolveStart(at, timeZone, offset);
  if (resolved.ok) return resolved.start;
  const detail =
    resolved.code === 'no-such-time'
      ? `${at} does not exist in ${timeZone}${offset ? ` with offset ${offset}` : ': the clocks skip it'}. Choose one of the offers.`
      : `${at} happens twice in ${timeZone}: the clocks go back. Send the offset of one of the offers.`;
  throw new CareError(resolved.code, detail, { offers: resolved.offers });
}

function answerFor(request: Request<unknown, unknown>, { program }: Done<unknown>): Answer {
  return answerWith(program, request.params.sessionId ?? '', 200);
}

/** Only what makes a difference for the staff is looked at. */
async function overlapsOfChange(
  request: Request<unknown, unknown>,
  wanted: SessionChange,
  { program: { programId, sessions } }: Done<unknown>,
): Promise<Overlap[]> {
  if (!wanted.start && !wanted.staff && wanted.durationMinutes === undefined) return [];
  const session = sessions.find((one) => one.sessionId === request.params.sessionId);
  return session ? overlapsOf(request, { ...session, programId, groupId: null }) : [];
}

/** What cannot stay as it is booked since this session moved: `POST …/series/repair` proposes new dates. */
function withBreaks(answer: Answer, { program, context }: Done<unknown>): Answer {
  const breaks = brokenSessions(program, context).map(({ sessionId, because }) => {
    const { kind, start } = program.sessions.find((one) => one.sessionId === sessionId) as Session;
    return { sessionId, kind, start, because };
  });
  return { ...answer, body: { ...(answer.body as Record<string, unknown>), breaks } };
}

export function answerWith(program: Program, sessionId: string, status: number): Answer {
  const session = program.sessions.find((one) => one.sessionId === sessionId);
  if (!session) throw new CareError('not-found', 'There is no such session.');
  return { status, body: presentSession(program, session), etag: session.version };
}
