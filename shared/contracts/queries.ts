/** What a request may ask for after the question mark, as the zod schemas that check it. */
import * as z from 'zod';
import { instant } from './fields.ts';

const limitMax = 100;
const limit = z.coerce.number().int().min(1).max(limitMax).default(25);
const cursor = z
  .string()
  .max(2000)
  .regex(/^[A-Za-z0-9_-]*$/, 'is the `next` of an answer, unchanged')
  .optional();
export const queries = {
  page: z.strictObject({ limit, cursor }),
  /** What belongs to one program is mostly wanted whole. */
  pageOfProgram: z.strictObject({ limit: limit.default(limitMax), cursor }),
  programs: z.strictObject({
    limit,
    cursor,
    phase: z.enum(['care-team', 'preparation', 'dosing', 'integration', 'ongoing']).optional(),
    status: z.enum(['active', 'on-hold', 'completed', 'withdrawn', 'discharged', 'deceased']).optional(),
    attention: z
      .stringbool({ truthy: ['true'], falsy: ['false'], case: 'sensitive' })
      .meta({ enum: ['true', 'false'] })
      .optional(),
  }),
  export: z.strictObject({ format: z.enum(['json', 'fhir']).default('json'), cursor }),
  agenda: z.strictObject({ from: instant, to: instant, limit, cursor }),
  screenings: z.strictObject({ limit, cursor, result: z.enum(['contraindicated']).default('contraindicated') }),
  executions: z.strictObject({
    status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']).default('RUNNING'),
    machine: z.enum(['program', 'session']).optional(),
    limit,
    cursor,
  }),
  /** Step Functions' own token is the cursor of a history, as long as it takes one (PageToken). */
  history: z.strictObject({
    limit: z.coerce.number().int().min(1).max(1000).default(1000),
    cursor: z.string().min(1).max(1024).optional(),
    order: z.enum(['oldest-first', 'newest-first']).default('oldest-first'),
  }),
  tasks: z.strictObject({
    limit,
    cursor,
    status: z.enum(['open', 'resolved']).default('open'),
    owner: z.string().max(254).optional(),
    programId: z.string().max(200).optional(),
  }),
} as const;
