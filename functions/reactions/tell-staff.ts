/**
 * Every few minutes: messages to staff that are due by the clock, and the clinics' morning lists. What a tick leaves over, or
 * what fails in it, the next one finds in the same index.
 */
import * as z from 'zod';
import type { Deps } from '../live.ts';
import { handlerStack, logFailure } from '../wrap.ts';
import { sendDigests } from './send-digests.ts';
import { tellAboutTask } from './tell-about-task.ts';

export const createHandler = (deps: Deps) =>
  handlerStack(deps, 'tell-staff', z.object({ time: z.string() }), async () => {
    const tasks = await deps.staffMail.dueTasks(deps.now());
    for (const task of tasks) await attempt(deps, () => tellAboutTask(deps, task));
    const digests = await deps.staffMail.dueDigests(deps.now());
    for (const { clinicId, at } of digests) await attempt(deps, () => sendDigests(deps, clinicId, at));
    return { tasks: tasks.length, digests: digests.length };
  });

/** One that fails keeps nobody else waiting. */
async function attempt(deps: Deps, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    logFailure(deps, 'tell-staff', error);
  }
}
