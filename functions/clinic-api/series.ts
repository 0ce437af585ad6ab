/** The whole course at once: proposed, booked, or repaired after a dose has moved. All sessions or none. */
import type { z } from 'zod';
import { CareError } from '../../shared/contracts/errors.ts';
import { bodies } from '../../shared/contracts/http.ts';
import { may } from '../../shared/contracts/roles.ts';
import { isRefused, type Refused, refuse } from '../../shared/domain/change.ts';
import { bookSeries, type KindWish, type Series, type SeriesWish } from '../../shared/domain/series/propose.ts';
import { type Repair, repairSeries } from '../../shared/domain/series/repair.ts';
import type { Agenda } from '../../shared/domain/series/slots.ts';
import type { Program, StaffRef } from '../../shared/domain/state.ts';
import { dateIn } from '../../shared/domain/time.ts';
import { type Plan, planSeries } from '../../shared/use-cases/plan-series.ts';
import { type Answer, careErrorOf, type Request, type Route, route } from './http.ts';
import { perform } from './perform.ts';
import { presentProposed, presentSession } from './present.ts';
import { staffForEmails } from './staff-for-emails.ts';
import { unfitStaff } from './unfit-staff.ts';
import { withoutUndefined } from './without-undefined.ts';

const base = '/v1/programs/{programId}/series';
type AnyRequest = Request<unknown, unknown>;

export const seriesRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: base,
    roles: may.coordinate,
    summary: 'Propose dates for the whole remaining course; with `book`, book them all or none',
    body: bodies.series,
    handle: async (request) => {
      const wish = await wishOf(request);
      return proposeOrDo(
        request,
        request.body.book,
        (change, agenda) => bookSeries(change, wish, agenda),
        presentSeries,
      );
    },
  }),
  route({
    method: 'POST',
    path: `${base}/repair`,
    roles: may.coordinate,
    summary: 'Propose new dates for what a moved dose has broken; with `book`, move them all or none',
    body: bodies.repair,
    handle: (request) => {
      const { startFrom, notOn, book, ...kinds } = request.body;
      const wish = { startFrom, notOn, kinds: withoutUndefined(kinds) };
      return proposeOrDo(request, book, (change, agenda) => repairSeries(change, wish, agenda), presentRepair);
    },
  }),
];

type Planned = { unread: ReadonlySet<string>; unplaced: readonly unknown[] };
type Present<Value> = (program: Program, value: Value, done: boolean) => Record<string, unknown>;

/** The program may change between reading the agenda and writing: then the agenda is read again for what it has become. */
const attemptsMax = 5;

async function proposeOrDo<Value extends Planned>(
  request: AnyRequest,
  book: boolean,
  plan: Plan<Value>,
  present: Present<Value>,
): Promise<Answer> {
  const { deps, clinicId, who, params } = request;
  const of = { clinicId, programId: params.programId ?? '', who };
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const planned = await planSeries(deps, of, deps.queries.taken, plan);
    if (!planned.ok) throw careErrorOf(planned);
    if (!book) return { status: 200, body: present(planned.program, planned.value, false) };
    const answer = await tryToWrite(request, planned.agenda, plan, present);
    if (answer) return answer;
  }
  throw new CareError('busy', 'The program is being changed. Please try again.');
}

/** Null where the course has come to weeks that nobody has read. */
async function tryToWrite<Value extends Planned>(
  request: AnyRequest,
  agenda: Agenda,
  plan: Plan<Value>,
  present: Present<Value>,
): Promise<Answer | null> {
  try {
    return await perform(
      request,
      (change): Value | Refused => {
        const value = plan(change, agenda);
        if (isRefused(value)) return value;
        if (value.unread.size > 0) throw new Overtaken();
        if (value.unplaced.length === 0) return value;
        const detail = 'Nothing was written: `unplaced` says what has no place, `sessions` what would fit.';
        return refuse('does-not-fit', detail, present(change.program, value, false));
      },
      ({ program, value }) => ({ status: 200, body: present(program, value, true) }),
    );
  } catch (error) {
    if (error instanceof Overtaken) return null;
    throw error;
  }
}

class Overtaken extends Error {}

const seriesKinds = ['preparation', 'dosing', 'integration', 'closing'] as const;

async function wishOf(request: Request<z.output<typeof bodies.series>, unknown>): Promise<SeriesWish> {
  const { body, deps, clinic } = request;
  const timeZone = body.timeZone ?? clinic.timeZone;
  const kinds: SeriesWish['kinds'] = {};
  for (const kind of seriesKinds) {
    const wanted = body[kind];
    if (!wanted) continue;
    const { staff, ...rest } = wanted;
    const members = staff && (await (body.book ? staffForEmails(request, staff) : knownStaff(request, staff)));
    kinds[kind] = { ...rest, staff: members ?? null } satisfies KindWish;
  }
  const { notOn, doses } = body;
  const unfit = seriesKinds.some((kind) => kinds[kind]?.staff === null) ? await unfitStaff(request) : [];
  const unavailable = unfit.map(({ staffId }) => staffId);
  return { startFrom: body.startFrom ?? dateIn(deps.now(), timeZone), timeZone, notOn, doses, unavailable, kinds };
}

/** A proposal writes nothing: whom the clinic does not know yet is named by the email, and is free. */
async function knownStaff({ deps, clinicId }: AnyRequest, emails: readonly string[]): Promise<StaffRef[]> {
  return Promise.all(
    [...new Set(emails)].map(async (email) => {
      const known = await deps.clinics.staffByEmail(clinicId, email);
      return { staffId: known?.staffId ?? email, name: known?.name ?? email, email };
    }),
  );
}

function presentSeries(program: Program, series: Series, booked: boolean): Record<string, unknown> {
  const sessions = series.placed.flatMap(({ sessionId, preferred }) => {
    const session = program.sessions.find((one) => one.sessionId === sessionId);
    if (!session) return [];
    const shown = booked ? presentSession(program, session) : presentProposed(program, session);
    return [{ ...shown, preferred }];
  });
  return { booked, sessions, unplaced: series.unplaced, dosesThatFit: series.dosesThatFit };
}

function presentRepair(program: Program, repair: Repair, moved: boolean): Record<string, unknown> {
  const sessions = repair.moved.flatMap(({ sessionId, from, because, preferred }) => {
    const session = program.sessions.find((one) => one.sessionId === sessionId);
    if (!session) return [];
    const shown = moved ? presentSession(program, session) : { sessionId, ...presentProposed(program, session) };
    return [{ ...shown, from, because, preferred }];
  });
  return { booked: moved, sessions, unplaced: repair.unplaced };
}
