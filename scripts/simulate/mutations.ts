/** Bugs put in on purpose: each a small patch, which the simulation has to find. */
import type { Patch } from './code-copies.ts';
import { mutationsOfPeople } from './mutations-of-people.ts';
import { mutationsOfRules } from './mutations-of-rules.ts';
import { mutationsOfSending } from './mutations-of-sending.ts';

export type Mutation = { name: string; patches: readonly Patch[] };

/** Where two layers guard the same thing, losing one harms nobody: these lose both. */
const mutationsOfLayers: readonly Mutation[] = [
  {
    name: 'a moved session is told of at its old time',
    patches: [
      {
        file: 'shared/domain/workflow/claim.ts',
        find: "return touchpoint.revision === session.revision ? null : 'moved';",
        replace: 'return null;',
      },
      {
        file: 'shared/domain/session/move.ts',
        find: "voidBeforeSession({ ...after, blocked }, 'moved')",
        replace: '{ ...after, blocked }',
      },
    ],
  },
  {
    name: 'an outdated execution goes on',
    patches: [
      { file: 'functions/reactions/align.ts', find: 'await deps.executions.stop(of, old);', replace: '{}' },
      {
        file: 'shared/domain/workflow/look-at-program.ts',
        find: "if (change.program.run !== run) return { step: 'superseded' };",
        replace: '',
      },
      {
        file: 'shared/domain/workflow/look-at-program.ts',
        find: "if (program.run !== run) return { step: 'superseded' };",
        replace: '',
      },
    ],
  },
];

export const mutations: readonly Mutation[] = [
  ...[...mutationsOfRules, ...mutationsOfSending, ...mutationsOfPeople].map(([name, file, find, replace]) => ({
    name,
    patches: [{ file, find, replace }],
  })),
  ...mutationsOfLayers,
];
