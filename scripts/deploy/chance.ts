import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from '../../shared/use-cases/ports.ts';

/** Of a script that writes to the table by itself, as functions/live.ts has it for the functions. */
export const scriptChance: Chance = {
  newId: (prefix) => `${prefix}_${randomBytes(10).toString('hex')}`,
  random: Math.random,
  sleep: async (milliseconds) => {
    await sleep(milliseconds);
  },
};
