/** Calls in flight, and states that wait for a child execution: what they come to is told as a happening. */
import { childOf, childResult, failureOf, makeCall, type Services } from './calls.ts';
import { type Call, type Execution, type Happening, openCalls } from './execution.ts';
import { resourceOf } from './resources.ts';
import type { EngineStorage, StoredExecution } from './storage.ts';

/** `cause` is the instant of what the happening answers. */
type Tell = (id: number, happening: Happening, cause: number) => void;

export class EngineCalls {
  readonly #services: Services;
  readonly #storage: EngineStorage;
  readonly #tell: Tell;
  /** What is under way, by token, in words. */
  readonly #inFlight = new Map<string, string>();
  /** Tokens of states that wait for a child execution. */
  readonly #awaited = new Map<string, { id: number; parsed: boolean }>();

  constructor(services: Services, storage: EngineStorage, tell: Tell) {
    this.#services = services;
    this.#storage = storage;
    this.#tell = tell;
  }

  busy(): string | undefined {
    const inFlight = [...this.#inFlight.values()];
    return inFlight.length > 0 ? inFlight.slice(0, 10).join(', ') : undefined;
  }

  make({ id, execution }: StoredExecution, call: Call): void {
    const { arn, at: cause } = execution;
    if (this.#inFlight.has(call.token)) return;
    this.#inFlight.set(call.token, `${resourceOf(call.resource).type}:${resourceOf(call.resource).action} of ${arn}`);
    const answer = makeCall(call, execution, this.#services).then(
      (output): Happening => ({ type: 'call-answered', token: call.token, output }),
      (error: unknown): Happening => ({ type: 'call-failed', token: call.token, ...failureOf(error) }),
    );
    void answer.then((happening) => {
      this.#inFlight.delete(call.token);
      this.#tell(id, happening, cause);
    });
  }

  awaitChild(id: number, call: Call): void {
    if (!waitsForChild(call) || this.#awaited.has(call.token)) return;
    this.#awaited.set(call.token, { id, parsed: resourceOf(call.resource).pattern === 'child-parsed' });
    const { machineArn, name } = childOf(call);
    const childId = this.#storage.executionId(`${machineArn.replace(':stateMachine:', ':execution:')}:${name}`);
    const child = childId === undefined ? undefined : this.#storage.execution(childId);
    if (child && child.execution.status !== 'RUNNING') this.tellParent(call.token, child);
  }

  tellParent(token: string, child: StoredExecution): void {
    const parent = this.#awaited.get(token);
    if (!parent) return;
    this.#awaited.delete(token);
    const result = childResult(child.execution, child.inputText, parent.parsed);
    const happening: Happening =
      'output' in result ? { type: 'task-succeeded', token, ...result } : { type: 'task-failed', token, ...result };
    this.#tell(parent.id, happening, child.execution.at);
  }
}

function waitsForChild(call: Call): boolean {
  const { pattern } = resourceOf(call.resource);
  return pattern === 'child' || pattern === 'child-parsed';
}

/** After a restart: calls to make again, or children to ask for. */
export const needsCare = (execution: Execution): boolean =>
  openCalls(execution).some((call) => call.phase === 'calling' || waitsForChild(call));
