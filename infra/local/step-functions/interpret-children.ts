/** Parallel and Map: the threads that they begin, and how their ends become the result of the state. */
import { isPercentage, type Json, type MapState, type ParallelState, SECONDS_MAX } from './asl.ts';
import { EvaluationError, evaluate, evaluateAs, evaluateWhole, type Scope } from './evaluate.ts';
import type { Thread } from './execution.ts';
import { guarded } from './interpret-failures.ts';
import { leave } from './interpret-leaving.ts';
import { sized, type WorkingCopy } from './working-copy.ts';

const CONCURRENCY_DEFAULT = 40;

export async function beginBranches(copy: WorkingCopy, thread: Thread, state: ParallelState): Promise<void> {
  const input =
    state.Arguments === undefined ? thread.input : await evaluate(state.Arguments, copy.scope(thread), 'Arguments');
  sized(input);
  const lastEvent = copy.record('ParallelStateStarted', thread.lastEvent, {});
  const total = state.Branches.length;
  const parent = copy.put({
    ...thread,
    lastEvent,
    doing: { kind: 'joining', total, started: total, concurrency: total, results: {} },
  });
  for (const [index, branch] of state.Branches.entries())
    copy.begin(branch.StartAt, input, { lastEvent, parent: { thread: parent.id, index } });
}

export async function beginIterations(copy: WorkingCopy, thread: Thread, state: MapState): Promise<void> {
  const scope = copy.scope(thread);
  const items = state.Items === undefined ? thread.input : await evaluateAs('array', state.Items, scope, 'Items');
  if (!Array.isArray(items))
    throw new EvaluationError('', `Map state input must be an array but was: ${JSON.stringify(items)}`);
  const asked =
    state.MaxConcurrency === undefined
      ? 0
      : await evaluateWhole(state.MaxConcurrency, { min: 0, max: SECONDS_MAX }, scope, 'MaxConcurrency');
  await evaluateTolerance(state, scope);
  const lastEvent = copy.record('MapStateStarted', thread.lastEvent, {
    mapStateStartedEventDetails: { length: items.length },
  });
  const concurrency = asked || CONCURRENCY_DEFAULT;
  const parent = copy.put({
    ...thread,
    lastEvent,
    doing: { kind: 'joining', total: items.length, started: 0, concurrency, items, results: {} },
  });
  if (items.length === 0) return finish(copy, parent, []);
  for (let slot = 0; slot < concurrency && slot < items.length; slot++) await beginItem(copy, parent.id, lastEvent);
}

/** AWS takes and evaluates them on an inline Map as well, where they tolerate nothing: that is for a Distributed Map. */
async function evaluateTolerance(state: MapState, scope: Scope): Promise<void> {
  const { ToleratedFailureCount: count, ToleratedFailurePercentage: percentage } = state;
  if (count !== undefined) await evaluateWhole(count, { min: 0, max: SECONDS_MAX }, scope, 'ToleratedFailureCount');
  if (percentage === undefined) return;
  const location = 'ToleratedFailurePercentage';
  if (!isPercentage(await evaluateAs('number', percentage, scope, location)))
    throw new EvaluationError(location, 'ToleratedFailurePercentage must be between 0 and 100.');
}

async function beginItem(copy: WorkingCopy, parentId: number, after: number): Promise<void> {
  const parent = copy.execution.threads[parentId];
  if (parent?.doing.kind !== 'joining') return;
  const { items = [], started: index } = parent.doing;
  const state = copy.stateOf(parent) as MapState;
  const item = items[index] ?? null;
  const lastEvent = copy.record('MapIterationStarted', after, {
    mapIterationStartedEventDetails: { index, name: parent.state },
  });
  const scope = copy.scope(parent, { Map: { Item: { Index: index, Value: item } } });
  const input = state.ItemSelector === undefined ? item : await evaluate(state.ItemSelector, scope, 'ItemSelector');
  sized(input);
  // Only now: a redrive begins an item whose selector failed.
  copy.put({ ...parent, doing: { ...parent.doing, started: index + 1 } });
  copy.begin(state.ItemProcessor.StartAt, input, { lastEvent, parent: { thread: parentId, index }, item });
}

/** A child ended. Like AWS, the state is left in the chain of events of the child that ended last. */
export async function join(copy: WorkingCopy, child: Thread, output: Json): Promise<void> {
  const parent = copy.parentOf(child);
  if (parent?.doing.kind !== 'joining' || !child.parent)
    throw new Error(`thread ${child.id} has no parent that waits for it`);
  delete copy.execution.threads[child.id];
  const { index } = child.parent;
  const doing = { ...parent.doing, results: { ...parent.doing.results, [index]: output } };
  const isDone = Object.keys(doing.results).length === doing.total;
  let lastEvent = child.lastEvent;
  if (copy.stateOf(parent).Type === 'Map') {
    const id = copy.record('MapIterationSucceeded', lastEvent, {
      mapIterationSucceededEventDetails: { index, name: parent.state },
    });
    if (isDone) lastEvent = id;
  }
  const joined = copy.put({ ...parent, lastEvent, doing });
  if (isDone) {
    const results = Array.from({ length: doing.total }, (_, at) => doing.results[at] ?? null);
    await guarded(copy, joined, () => finish(copy, joined, results));
  } else if (doing.items && doing.started < doing.total) {
    await guarded(copy, joined, () => beginItem(copy, joined.id, child.lastEvent));
  }
}

async function finish(copy: WorkingCopy, thread: Thread, results: Json[]): Promise<void> {
  const state = copy.stateOf(thread) as ParallelState | MapState;
  const text = JSON.stringify(results);
  copy.record(`${state.Type}StateSucceeded`, thread.lastEvent, {});
  sized(results, text);
  await leave(copy, thread, state, results, { result: results });
}
