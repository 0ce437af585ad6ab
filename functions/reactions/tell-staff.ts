/**
 * Every few minutes: messages to staff that are due by the clock, the clinics' morning lists, and the work of who has left. What a tick leaves over, or
 * what fails in it, the next one finds in the same index.
 */
import * as z from 'zod';
import type { Deps } from '../live.ts';
import { handlerStack, logFailure } from '../wrap.ts';
import { askForLicenses } from './ask-for-licenses.ts';
import { handOverStaff } from './hand-over-staff.ts';
import { sendDigests } from './send-digests.ts';
import { tellAboutTask } from './tell-about-task.ts';

export const createHandler = (deps: Deps) =>
  handlerStack(deps, 'tell-staff', z.object({ time: z.string() }), async () => {
    const tasks = await deps.staffMail.dueTasks(deps.now());
    for (const task of tasks) await attempt(deps, () => tellAboutTask(deps, task));
    const digests = await deps.staffMail.dueDigests(deps.now());
    for (const { clinicId, at } of digests) {
      await attempt(deps, () => askForLicenses(deps, clinicId));
      await attempt(deps, () => sendDigests(deps, clinicId, at));
    }
    const handovers = await deps.handovers.due(deps.now());
    for (const { clinicId, staffId } of handovers) await attempt(deps, () => handOverStaff(deps, clinicId, staffId));
    return { tasks: tasks.length, digests: digests.length, handovers: handovers.length };
  });

/** One that fails keeps nobody else waiting. */
async function attempt(deps: Deps, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    logFailure(deps, 'tell-staff', error);
  }
}
