/** The parts of the Amazon States Language that this engine runs, as they stand in a definition that was checked. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The longest time that AWS takes in seconds. */
export const SECONDS_MAX = 99_999_999;

export const isPercentage = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 100;

export type Retrier = {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: 'FULL' | 'NONE';
};
export type Assignments = { [variable: string]: Json };
export type Catcher = { ErrorEquals: string[]; Next: string } & Outcome;
type ChoiceRule = { Condition: boolean | string; Next: string } & Outcome;
export type States = { StartAt: string; States: { [name: string]: State } };

type Transition = { Next?: string; End?: boolean };
/** What a state gives on, when it does not give its own result or input. */
export type Outcome = { Output?: Json; Assign?: Assignments };
export type Guards = { Retry?: Retrier[]; Catch?: Catcher[] };

export type PassState = { Type: 'Pass' } & Transition & Outcome;
export type WaitState = { Type: 'Wait'; Seconds?: number | string; Timestamp?: string } & Transition & Outcome;
export type ChoiceState = { Type: 'Choice'; Choices: ChoiceRule[]; Default?: string } & Outcome;
export type SucceedState = { Type: 'Succeed'; Output?: Json };
export type FailState = { Type: 'Fail'; Error?: string; Cause?: string };
export type TaskState = {
  Type: 'Task';
  Resource: string;
  Arguments?: Json;
  TimeoutSeconds?: number | string;
  HeartbeatSeconds?: number | string;
} & Transition &
  Outcome &
  Guards;
export type ParallelState = { Type: 'Parallel'; Branches: States[]; Arguments?: Json } & Transition & Outcome & Guards;
export type MapState = {
  Type: 'Map';
  ItemProcessor: States;
  Items?: Json;
  ItemSelector?: Json;
  MaxConcurrency?: number | string;
  ToleratedFailureCount?: number | string;
  ToleratedFailurePercentage?: number | string;
} & Transition &
  Outcome &
  Guards;

export type State =
  | PassState
  | WaitState
  | ChoiceState
  | SucceedState
  | FailState
  | TaskState
  | ParallelState
  | MapState;

export type Definition = States & { Comment?: string; TimeoutSeconds?: number };

/** A definition made ready to run: state names are unique in the whole definition, so one table finds them all. */
export type Machine = { definition: Definition; states: ReadonlyMap<string, State> };

export function prepareMachine(definition: Definition): Machine {
  const states = new Map<string, State>();
  const collect = (container: States): void => {
    for (const [name, state] of Object.entries(container.States)) {
      states.set(name, state);
      if (state.Type === 'Parallel') state.Branches.forEach(collect);
      if (state.Type === 'Map') collect(state.ItemProcessor);
    }
  };
  collect(definition);
  return { definition, states };
}
