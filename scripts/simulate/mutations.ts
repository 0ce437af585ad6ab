/** Bugs put in on purpose: each a small patch of one file, which the simulation has to find. */
import type { Patch } from './code-copies.ts';
import { mutationsOfRules } from './mutations-of-rules.ts';
import { mutationsOfSending } from './mutations-of-sending.ts';

export type Mutation = { name: string; patches: readonly Patch[] };

export const mutations: readonly Mutation[] = [...mutationsOfRules, ...mutationsOfSending].map(
  ([name, file, find, replace]) => ({
    name,
    patches: [{ file, find, replace }],
  }),
);
