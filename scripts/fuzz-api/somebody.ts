/** Somebody with a session, a message, an action item and a task, so that the fuzzer's requests find what they are about. */
import { readFileSync } from 'node:fs';

export type Ids = Record<
  'programId' | 'sessionId' | 'actionId' | 'messageId' | 'taskId' | 'groupId' | 'staffId' | 'name',
  string
>;
type Body = Record<string, unknown>;

const example = (name: string): Body =>
  JSON.parse(readFileSync(new URL(`../../docs/examples/${name}.json`, import.meta.url), 'utf8'));

export async function makeSomebody(api: string, settle: () => Promise<void>): Promise<{ token: string; ids: Ids }> {
  let token = '';
  const call = async (method: string, path: string, body?: Body): Promise<Body> => {
    const response = await fetch(`${api}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer = (await response.json()) as Body;
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const roles = ['coordinator', 'therapist', 'clinician', 'clinic-admin', 'operator'];
  const issued = await call('POST', '/local/token', { clinicId: 'demo', roles, staff: 'stf_demo_director' });
  token = String(issued.token);
  const { screening, ...enroll } = example('enroll') as { screening: { answers: Body } };
  // A caution raises a task.
  const answers = { ...screening.answers, 'urinary-symptoms': true };
  const { programId } = await call('POST', '/v1/programs', { ...enroll, screening: { ...screening, answers } });
  const base = `/v1/programs/${programId}`;
  const { sessionId } = await call('POST', `${base}/sessions`, example('book-preparation'));
  const { actionId } = await call('POST', `${base}/actions`, { text: 'Walk every morning.' });
  const { groupId } = await call('POST', '/v1/groups', example('group'));
  // Not who asks: whoever has left is let in no more.
  const { staffId } = await call('POST', '/v1/staff', {
    name: 'Jo Kim',
    email: 'jo.kim@clinic.example',
    roles: ['therapist'],
  });
  await settle();
  const firstOf = async (path: string, id: string): Promise<string> => {
    const { items } = (await call('GET', path)) as { items: Body[] };
    return String(items[0]?.[id]);
  };
  return {
    token,
    ids: {
      programId: String(programId),
      sessionId: String(sessionId),
      actionId: String(actionId),
      messageId: await firstOf(`${base}/messages`, 'messageId'),
      taskId: await firstOf('/v1/tasks', 'taskId'),
      groupId: String(groupId),
      staffId: String(staffId),
      // Of an execution.
      name: `program-${programId}-1`,
    },
  };
}
