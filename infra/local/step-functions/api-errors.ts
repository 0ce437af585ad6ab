/** What the API refuses with: AWS's name, its sentence, its status. */
export class ApiError extends Error {
  readonly status: number;
  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

const quoted = (name: string, words: string, what: string): ApiError => new ApiError(name, `${words}: '${what}'`);

export const invalidArn = (what: string): ApiError => quoted('InvalidArn', 'Invalid Arn', what);
export const invalidName = (what: string): ApiError => quoted('InvalidName', 'Invalid Name', what);
export const invalidToken = (what: string): ApiError => quoted('InvalidToken', 'Invalid Token', what);
export const invalidInput = (what: string): ApiError =>
  quoted('InvalidExecutionInput', 'Invalid State Machine Execution Input', what);
export const invalidOutput = (what: string): ApiError => quoted('InvalidOutput', 'Invalid Output', what);
export const noMachine = (arn: string): ApiError =>
  quoted('StateMachineDoesNotExist', 'State Machine Does Not Exist', arn);
export const noExecution = (arn: string): ApiError => quoted('ExecutionDoesNotExist', 'Execution Does Not Exist', arn);
export const machineExists = (arn: string): ApiError =>
  quoted('StateMachineAlreadyExists', 'State Machine Already Exists', arn);
export const machineDeleting = (arn: string): ApiError => quoted('StateMachineDeleting', 'State Machine Deleting', arn);
export const executionExists = (arn: string): ApiError =>
  quoted('ExecutionAlreadyExists', 'Execution Already Exists', arn);
export const taskClosed = (): ApiError =>
  quoted('TaskTimedOut', 'Task Timed Out', 'Provided task does not exist anymore');
export const noTask = (): ApiError => quoted('TaskDoesNotExist', 'Task Does Not Exist', 'Task does not exist');
export const notRedrivable = (reason: string): ApiError => new ApiError('ExecutionNotRedrivable', reason);
export const validation = (what: string): ApiError => new ApiError('ValidationException', what);

/** AWS's sentence for a member that breaks a rule of the request's shape. */
export function constraint(value: unknown, member: string, rule: string): ApiError {
  const shown = value === undefined ? 'null' : `'${typeof value === 'string' ? value : JSON.stringify(value)}'`;
  return validation(
    `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: Member must ${rule}`,
  );
}
