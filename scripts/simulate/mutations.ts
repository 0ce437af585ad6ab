/** Bugs put in on purpose: each a small patch, which the simulation has to find. */
import type { Patch } from './code-copies.ts';
import type { Weather } from './faults.ts';
import { mutationsOfExecutions } from './mutations-of-executions.ts';
import { mutationsOfPeople } from './mutations-of-people.ts';
import { mutationsOfRules } from './mutations-of-rules.ts';
import { mutationsOfSending } from './mutations-of-sending.ts';

export type Mutation = {
  name: string;
  patches: readonly Patch[];
  /** It shows where things come twice, late or not at all; most others where nothing goes wrong. */
  inTrouble?: true;
  /** Its worlds have no other weather: there it does its harm. */
  weather?: readonly Weather[];
};

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
    name: 'death does not stop what is planned',
    weather: [{ faults: [] }],
    patches: [
      {
        file: 'shared/domain/workflow/claim.ts',
        find: "if (change.program.status === 'deceased') return 'deceased';",
        replace: '',
      },
      {
        file: 'shared/domain/program/standing.ts',
        find: "const silenced = voidWhere(session, 'deceased', () => true);",
        replace: 'const silenced = session;',
      },
    ],
  },
  {
    name: 'the head and its events are written without their conditions',
    patches: [
      {
        file: 'shared/store/program-store.ts',
        find: "return { label: 'head', Put: { ...condition, Item } };",
        replace: "return { label: 'head', Put: { TableName: table, Item } };",
      },
      {
        file: 'shared/store/program-store.ts',
        find: "event.seq), event },\n        ConditionExpression: 'attribute_not_exists(pk)',",
        replace: 'event.seq), event },',
      },
    ],
  },
  {
    name: 'a group takes more than it has room for',
    patches: [
      { file: 'shared/domain/group/participate.ts', find: 'if (taken >= capacity)', replace: 'if (taken < 0)' },
      {
        file: 'shared/store/group-store.ts',
        find: 'AND size(participants) < #state.#capacity',
        replace: 'AND attribute_exists(#state.#capacity)',
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

const patched = ([name, file, find, replace]: readonly [string, string, string, string]): Mutation => ({
  name,
  patches: [{ file, find, replace }],
});

export const mutations: readonly Mutation[] = [
  ...mutationsOfSending.map((bug): Mutation => ({ ...patched(bug), inTrouble: true })),
  ...mutationsOfExecutions,
  ...mutationsOfLayers,
  ...[...mutationsOfPeople, ...mutationsOfRules].map(patched),
];
