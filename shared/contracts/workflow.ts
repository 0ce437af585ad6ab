/**
 * What the workflows and their steps say to each other: ids, counters, times and decisions only (R9).
 *
 * A definition says in which version of these words it speaks. Within a version, inputs and answers only grow: an execution
 * that began months ago meets the steps of today. What cannot be said by growing gets the next number, and the steps then
 * know both until no execution speaks the old one (`--roll`). test/workflows/releases.test.ts holds every release to it.
 */
import * as z from 'zod';

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const run = z.number().int().min(1);

export const programInput = z.object({ clinicId: id, programId: id, run });
export const sessionInput = z.object({ clinicId: id, sessionId: id, programId: id, run });

/** A newer one, after a rollback, is refused: its execution fails and is taken over by a run of the definition of now. */
const version = z.literal(1).default(1);
const looks = z.number().int().min(1);
export const lookAtProgramInput = programInput.extend({ version, looks });
export const lookAtSessionInput = sessionInput.extend({ version, looks });
export const sendMessageInput = programInput.extend({
  version,
  sessionId: id.optional(),
  key: z.string().regex(/^[A-Za-z0-9_-]{1,200}$/),
});
export const awaitInput = programInput.extend({
  version,
  sessionId: id.optional(),
  awaiting: z.string().max(80),
  token: z.string().min(1).max(2048),
});

/** EventBridge's "Step Functions Execution Status Change", as far as it is read. */
export const executionChange = z.object({
  source: z.literal('aws.states'),
  detail: z.object({
    executionArn: z.string(),
    name: z.string(),
    status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE']),
    startDate: z.number(),
    stopDate: z.number().nullable().optional(),
    input: z.string().nullable().optional(),
    redriveCount: z.number().default(0),
  }),
});
