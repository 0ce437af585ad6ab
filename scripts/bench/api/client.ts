/** One client of the API for a bench: connections are kept, every answer is timed, a wrong one ends the bench. */
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

export type Timed = { ms: number; body: unknown };
export type ApiClient = {
  get(path: string): Promise<Timed>;
  post(path: string, body: unknown, expected: number): Promise<Timed>;
  /** Until nothing is under way in the home. */
  settle(): Promise<void>;
};

export async function connect(url: string): Promise<ApiClient> {
  const agent = new Agent({ keepAlive: true });
  const ask = (method: string, path: string, body: unknown, expected: number, token = ''): Promise<Timed> =>
    new Promise((resolve, reject) => {
      const begun = performance.now();
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const asked = request(`${url}${path}`, { method, agent, headers }, (response) => {
        text(response).then((answer) => {
          const ms = performance.now() - begun;
          if (response.statusCode === expected) resolve({ ms, body: JSON.parse(answer) });
          else reject(new WrongAnswer(response.statusCode ?? 0, `${method} ${path}: ${answer}`));
        }, reject);
      });
      asked.on('error', reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  const roles = ['coordinator', 'therapist', 'clinician'];
  const { body } = await ask('POST', '/local/token', { clinicId: 'demo', roles }, 200);
  const { token } = body as { token: string };
  return {
    get: (path) => ask('GET', path, undefined, 200, token),
    post: (path, sent, expected) => ask('POST', path, sent, expected, token),
    settle: async () => {
      // The clock gives up where what is under way takes longer than a minute: after thousands of commands it does.
      while (!(await moved(ask('POST', '/local/clock', { advanceBy: 'PT1S' }, 200))));
    },
  };
}

class WrongAnswer extends Error {
  override readonly name = 'WrongAnswer';
  readonly status: number;
  constructor(status: number, said: string) {
    super(`${status} of ${said}`);
    this.status = status;
  }
}

async function moved(clock: Promise<Timed>): Promise<boolean> {
  try {
    await clock;
    return true;
  } catch (error) {
    if (error instanceof WrongAnswer && error.status === 503) return false;
    throw error;
  }
}
