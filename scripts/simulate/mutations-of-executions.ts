/** Bugs in runs, looks, repair and claims that lapse: each in the weather that brings its harm about. */
import type { Patch } from './code-copies.ts';
import type { Weather } from './faults.ts';

type Bug = { name: string; patches: readonly Patch[]; weather: readonly Weather[] };

/** Where nothing goes wrong, nothing has to be repaired. */
const calm: Weather = { faults: [] };
const dying: Weather = { faults: ['death'], severity: 5 };
const killing: Weather = { faults: ['execution-killed'], severity: 2 };
/** Killed, and nobody hears of it: only the reconciler is left. */
const killingUnheard: Weather = { faults: ['execution-killed', 'event-lost'], severity: 10 };
const refusing: Weather = { faults: ['states-fail'], severity: 5 };
const slow: Weather = { faults: ['slow-call'], severity: 10 };
const timingOut: Weather = { faults: ['ses-timeout'], severity: 5 };

export const mutationsOfExecutions: readonly Bug[] = [
  {
    name: 'a lapsed claim stays claimed',
    patches: [
      {
        file: 'shared/domain/workflow/look-at-session.ts',
        find: "else if (row.status === 'claimed' && !isThrottled(row)) markUnknown(change, found, 'lease-lapsed');",
        replace: '',
      },
    ],
    weather: [dying],
  },
  {
    // That of the run alone is missed by few: the next look or the reconciler puts the row right. That of the token goes, too.
    name: 'run rows are written without their fences',
    patches: [
      {
        file: 'shared/store/run-store.ts',
        find: 'ConditionExpression: `#run = :run${also}`,',
        replace: "ConditionExpression: 'attribute_exists(pk)',",
      },
    ],
    weather: [slow, calm],
  },
  {
    name: 'ended executions leave their look behind',
    patches: [
      {
        file: 'functions/steps/look-at-session.ts',
        find: "if (step.step === 'end') await deps.runs.noteEnded(of, run);",
        replace: '',
      },
    ],
    weather: [calm],
  },
  {
    name: 'a new run does not start',
    patches: [
      {
        file: 'functions/reactions/align.ts',
        find: 'const outcome = await deps.executions.start(of, run);',
        replace: "const outcome = run % 2 === 0 ? ('running' as const) : await deps.executions.start(of, run);",
      },
    ],
    weather: [calm],
  },
  {
    name: 'the reconciler sees nothing overdue',
    patches: [
      {
        file: 'functions/reactions/reconcile.ts',
        find: "for (const one of overdue) await tryRaise(deps, one, 'overdue-look');",
        replace: '',
      },
    ],
    weather: [killingUnheard],
  },
  {
    name: 'a broken execution is not repaired',
    patches: [
      {
        file: 'functions/reactions/on-execution-change.ts',
        find: 'if (ended) await raiseRun(deps, of, run,',
        replace: 'if (ended && !ended) await raiseRun(deps, of, run,',
      },
    ],
    weather: [killing],
  },
  {
    name: 'a failing record is reported as done',
    patches: [
      {
        file: 'functions/reactions/on-change.ts',
        find: 'return sequenceNumbers.map((itemIdentifier) => ({ itemIdentifier }));',
        replace: 'return sequenceNumbers.slice(1).map((itemIdentifier) => ({ itemIdentifier }));',
      },
    ],
    weather: [refusing],
  },
  {
    // No late word of an older claim ever comes: whoever sends has ended, by force, before its lease lapses. A word of the
    // same claim comes late often, when SES itself has told already.
    name: 'what SES has told is taken back by who sent it',
    patches: [
      {
        file: 'shared/domain/workflow/settle.ts',
        find: "if (touchpoint.status !== 'claimed' && touchpoint.status !== 'unknown') return;",
        replace: '',
      },
    ],
    weather: [timingOut],
  },
];
