/** The clinic's and the operators' API, typed by its own description. */
import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from './schema.d.ts';

type Schemas = components['schemas'];
export type Program = Schemas['Program'];
export type ProgramHead = Schemas['ProgramHead'];
export type Session = Schemas['Session'];
export type BookedSession = Schemas['BookedSession'];
export type Task = Schemas['Task'];
export type Touchpoint = Schemas['Touchpoint'];
export type MessageWithText = Schemas['MessageWithText'];
export type RecordEvent = Schemas['Event'];
export type Measure = Schemas['Measure'];
export type ActionItem = Schemas['ActionItem'];
export type AgendaEntry = Schemas['AgendaEntry'];
export type Group = Schemas['Group'];
export type Execution = Schemas['Execution'];
export type ListedExecution = Schemas['ListedExecution'];
export type ExecutionEvent = Schemas['ExecutionEvent'];
export type EnrollRequest = Schemas['EnrollRequest'];
export type BookRequest = Schemas['BookRequest'];
/** RFC 9457. */
export type Problem = Schemas['Problem'];

export type Api = ReturnType<typeof createApi>;

/** What a request was refused with; its message is for people. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

export function createApi(token: () => Promise<string>) {
  const authorize: Middleware = {
    onRequest: async ({ request }) => {
      request.headers.set('authorization', `Bearer ${await token()}`);
      return request;
    },
  };
  const client = createClient<paths>({ baseUrl: window.location.origin });
  client.use(authorize);
  return client;
}

type Given<Data> = { data?: Data; error?: unknown; response: Response };

/** The answer, or an error that says why there is none. */
export async function answered<Data>(asked: Promise<Given<Data>>): Promise<Data> {
  const { data, error, response } = await asked;
  if (response.ok && data !== undefined) return data;
  throw new Refused(problemOf(error, response));
}

/** A gateway that answers for itself sends no problem of ours. */
function problemOf(error: unknown, { status }: Response): Problem {
  if (typeof error === 'object' && error !== null && 'detail' in error) return error as Problem;
  return {
    type: 'about:blank',
    title: 'No answer',
    status,
    detail: `The server answered ${status}. Please try again.`,
    code: 'internal',
  };
}
