/** One command of a person: idempotency key, decision, transaction, answer. */
import { CareError } from '../../shared/contracts/errors.ts';
import type { Change, Refused } from '../../shared/domain/change.ts';
import type { Program } from '../../shared/domain/state.ts';
import type { Extras } from '../../shared/use-cases/ports.ts';
import { type Done, runCommand } from '../../shared/use-cases/run-command.ts';
import { assertFits } from './assert-fits.ts';
import { type Answer, careErrorOf, hashBody, type Request } from './http.ts';

type AnyRequest = Request<unknown, unknown>;

export async function perform<Value>(
  request: AnyRequest,
  decide: (change: Change) => Value | Refused,
  /** Ready before the decision is written, with which it is kept for a repetition. */
  answer: (done: Done<Value>) => Answer | Promise<Answer>,
): Promise<Answer> {
  const idempotent = await startIdempotent(request);
  if (idempotent.replay) return idempotent.replay;
  // A command is not written before its answer is ready: where it was done, there is one.
  let answered!: Answer;
  const done = await runCommand(request.deps, {
    clinicId: request.clinicId,
    programId: request.params.programId ?? '',
    who: request.who,
    kind: 'person',
    read: { clinic: request.clinic },
    decide: (change) => {
      const before = change.program;
      const value = decide(change);
      assertFits(before, change.program);
      return value;
    },
    extras: async (made) => {
      answered = await answer(made);
      return idempotent.extras(answered);
    },
  });
  if (done.ok) return answered;
  if ('failure' in done && done.failure === 'idempotency-key-taken') return idempotent.again();
  // Refused for what its twin, the same request at the same time, has just done.
  const twin = 'refusal' in done ? await idempotent.find() : null;
  if (twin) return twin;
  if ('failure' in done && done.failure === 'group-changed') throw new GroupChanged();
  throw careErrorOf(done);
}

/** What was decided was decided about a group as it is no more. */
export class GroupChanged extends CareError {
  constructor() {
    super('busy', 'The group is being changed. Please try again.');
  }
}

type Idempotent = {
  replay: Answer | null;
  extras(answer: Answer): Extras;
  /** What the same request was answered by now. */
  find(): Promise<Answer | null>;
  again(): Promise<Answer>;
};

/** The record is written in the command's own transaction: a repeated request gets the same answer, or finds nothing was done. */
export async function startIdempotent(request: AnyRequest): Promise<Idempotent> {
  const key = request.headers['idempotency-key'];
  if (key === undefined)
    return {
      replay: null,
      extras: () => ({}),
      find: async () => null,
      again: () => Promise.reject(new CareError('busy', 'Please try again.')),
    };
  const bodyHash = hashBody([request.operation, request.params, request.body]);
  const find = async (): Promise<Answer | null> => {
    const kept = await request.deps.queries.idempotent(request.clinicId, key, request.deps.now());
    if (!kept) return null;
    if (kept.bodyHash !== bodyHash)
      throw new CareError('idempotency-key-reused', 'This Idempotency-Key was used for another request.');
    return kept.answer;
  };
  return {
    replay: await find(),
    find,
    // Without what the table cannot keep: an absent ETag.
    extras: (answer) => ({ idempotency: { key, bodyHash, answer: JSON.parse(JSON.stringify(answer)) } }),
    again: async () => (await find()) ?? Promise.reject(new CareError('busy', 'Please try again.')),
  };
}

export async function loadProgram({ deps, clinicId, params }: AnyRequest): Promise<Program> {
  const program = await deps.programs.load(clinicId, params.programId ?? '');
  if (!program) throw new CareError('not-found', 'There is no such program.');
  return program;
}

/** If-Match is needed to change what somebody has read: nobody overwrites what they have not seen. */
export function requireMatch(request: AnyRequest, version: number): void {
  const given = request.headers['if-match'];
  if (given === undefined) throw new CareError('if-match-missing', 'Send If-Match with the ETag that you read.');
  if (given.replace(/^W\//, '').replace(/^"|"$/g, '') !== String(version))
    throw new CareError('stale', 'Somebody else changed this. Read it again.', { etag: `"${version}"` });
}
