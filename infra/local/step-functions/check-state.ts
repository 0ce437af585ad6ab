/** The rules of one state: which fields its type takes, and what may stand in them. */
import { checkTemplate } from './check-expressions.ts';
import { checkNumber, checkPercentage, checkResult, checkTarget, type Surroundings } from './check-fields.ts';
import { checkCatchers, checkRetriers } from './check-guards.ts';
import { isObject, type JsonObject } from './definition-diagnostics.ts';
import { isExpression } from './evaluate.ts';
import { RESOURCES } from './resources.ts';
import { parseTimestamp } from './timestamps.ts';

export type StateSurroundings = Surroundings & {
  /** Variables that this scope and those around it assign. */
  inner: ReadonlySet<string>;
};

const COMMON = ['Type', 'Comment', 'QueryLanguage'];
const FIELDS: { [type: string]: string[] } = {
  Task: [
    'Resource',
    'Arguments',
    'TimeoutSeconds',
    'HeartbeatSeconds',
    'Retry',
    'Catch',
    'Next',
    'End',
    'Output',
    'Assign',
  ],
  Wait: ['Seconds', 'Timestamp', 'Next', 'End', 'Output', 'Assign'],
  Pass: ['Next', 'End', 'Output', 'Assign'],
  Succeed: ['Output'],
  Fail: ['Error', 'Cause'],
  Choice: ['Choices', 'Default', 'Output', 'Assign'],
  Parallel: ['Branches', 'Arguments', 'Retry', 'Catch', 'Next', 'End', 'Output', 'Assign'],
  Map: [
    'ItemProcessor',
    'Items',
    'ItemSelector',
    'MaxConcurrency',
    'ToleratedFailureCount',
    'ToleratedFailurePercentage',
    'Retry',
    'Catch',
    'Next',
    'End',
    'Output',
    'Assign',
  ],
};
/** What only the other language has: named in AWS's words. */
const JSONPATH_ONLY = /^(InputPath|OutputPath|ResultPath|ResultSelector|Parameters|Result|Variable|Iterator)$|Path$/;

export function checkState(state: JsonObject, path: string, siblings: JsonObject, around: StateSurroundings): void {
  const { report } = around;
  const type = state.Type;
  const fields = typeof type === 'string' ? FIELDS[type] : undefined;
  if (state.Type === undefined) {
    report(path, 'These fields are required: [Type]');
    return;
  }
  if (!fields) {
    report(`${path}/Type`, `The field 'Type' should have one of these values: [${Object.keys(FIELDS).join(', ')}]`);
    return;
  }
  if (!checkLanguage(state, path, around)) return;
  for (const field of Object.keys(state)) {
    if (COMMON.includes(field) || fields.includes(field)) continue;
    if (JSONPATH_ONLY.test(field)) {
      report(
        path,
        `The QueryLanguage is set to 'JSONata', but field '${field}' is only supported for the 'JSONPath' QueryLanguage`,
      );
    } else report(path, `Field '${field}' is not supported`);
  }
  if (state.Comment !== undefined && typeof state.Comment !== 'string')
    report(`${path}/Comment`, 'Expected value of type [STRING]');
  checkTransition(state, path, siblings, around);
  const readable = type === 'Task' || type === 'Parallel' || type === 'Map' ? { result: true } : {};
  checkResult(state, path, readable, around);
  if (state.Retry !== undefined) checkRetriers(state.Retry, `${path}/Retry`, report);
  if (state.Catch !== undefined) checkCatchers(state.Catch, `${path}/Catch`, siblings, around);
  checkType(state, path, siblings, around);
}

/** This engine speaks JSONata only; AWS refuses JSONPath inside a JSONata machine, we refuse it everywhere. */
function checkLanguage(state: JsonObject, path: string, { language, report }: StateSurroundings): boolean {
  const own = state.QueryLanguage;
  if (own !== undefined && own !== 'JSONata' && own !== 'JSONPath') {
    report(
      `${path}/QueryLanguage`,
      typeof own === 'string'
        ? 'Value should be one of the following: [JSONPath, JSONata]'
        : 'Expected value of type [STRING]',
    );
    return false;
  }
  if ((own ?? language) === 'JSONata') return true;
  if (language === 'JSONata')
    report(path, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
  else
    report(path, 'The QueryLanguage is \'JSONPath\', which this engine does not run: set "QueryLanguage": "JSONata"');
  return false;
}

function checkTransition(state: JsonObject, path: string, siblings: JsonObject, { report }: StateSurroundings): void {
  const type = String(state.Type);
  checkTarget(state.Next, `${path}/Next`, siblings, report);
  if (state.End !== undefined && typeof state.End !== 'boolean')
    report(`${path}/End`, 'Expected value of type [BOOLEAN]');
  if (!FIELDS[type]?.includes('Next')) return;
  if (state.Next !== undefined && state.End === true)
    report(path, 'There should only be one of the following fields: [Next, End]');
  if (state.Next === undefined && state.End !== true) report(path, 'These fields are required: [Next] or [End]');
}

function checkType(state: JsonObject, path: string, siblings: JsonObject, around: StateSurroundings): void {
  switch (state.Type) {
    case 'Task':
      checkTask(state, path, around);
      return;
    case 'Wait':
      checkWait(state, path, around);
      return;
    case 'Choice':
      checkChoice(state, path, siblings, around);
      return;
    case 'Fail':
      for (const field of ['Error', 'Cause']) {
        if (state[field] !== undefined && typeof state[field] !== 'string')
          around.report(`${path}/${field}`, 'Expected value of type [STRING]');
        checkTemplate(state[field], `${path}/${field}`, {}, around.report);
      }
      return;
    case 'Parallel':
      checkParallel(state, path, around);
      return;
    case 'Map':
      checkMap(state, path, around);
      return;
  }
}

function checkTask(state: JsonObject, path: string, { report }: StateSurroundings): void {
  const { Resource, Arguments, TimeoutSeconds, HeartbeatSeconds } = state;
  if (Resource === undefined) {
    report(path, 'These fields are required: [Resource]');
    return;
  }
  if (typeof Resource !== 'string') {
    report(`${path}/Resource`, 'Expected value of type [STRING]');
    return;
  }
  const resource = RESOURCES.get(Resource);
  if (!resource) {
    report(
      `${path}/Resource`,
      `The resource provided ${Resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this engine: ${[...RESOURCES.keys()].join(', ')}.`,
    );
    return;
  }
  checkTemplate(Arguments, `${path}/Arguments`, {}, report);
  if (isObject(Arguments)) {
    for (const name of resource.required)
      if (Arguments[name] === undefined) report(`${path}/Arguments`, `The field '${name}' is required but was missing`);
    for (const name of Object.keys(Arguments)) {
      if (![...resource.required, ...resource.optional].includes(name))
        report(`${path}/Arguments`, `The field '${name}' is not supported by Step Functions`);
    }
  } else if (Arguments !== undefined && !isExpression(Arguments)) {
    report(`${path}/Arguments`, 'Expected value of type [OBJECT] or a JSONata expression');
  }
  checkNumber(TimeoutSeconds, `${path}/TimeoutSeconds`, 1, report);
  checkNumber(HeartbeatSeconds, `${path}/HeartbeatSeconds`, 1, report);
  if (
    typeof TimeoutSeconds === 'number' &&
    typeof HeartbeatSeconds === 'number' &&
    HeartbeatSeconds >= TimeoutSeconds
  ) {
    report(path, "The field 'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'");
  }
}

function checkWait(state: JsonObject, path: string, { report }: StateSurroundings): void {
  const given = ['Seconds', 'Timestamp'].filter((field) => state[field] !== undefined);
  if (given.length === 0) report(path, 'These fields are required: [Seconds] or [Timestamp]');
  if (given.length > 1) report(path, 'There should only be one of the following fields: [Seconds, Timestamp]');
  checkNumber(state.Seconds, `${path}/Seconds`, 0, report);
  const { Timestamp } = state;
  if (Timestamp === undefined) return;
  if (typeof Timestamp !== 'string') report(`${path}/Timestamp`, 'Expected value of type [STRING]');
  else if (isExpression(Timestamp)) checkTemplate(Timestamp, `${path}/Timestamp`, {}, report);
  else if (parseTimestamp(Timestamp) === undefined)
    report(`${path}/Timestamp`, 'String does not match RFC3339 timestamp');
}

const RULE_FIELDS = ['Condition', 'Next', 'Output', 'Assign', 'Comment'];

function checkChoice(state: JsonObject, path: string, siblings: JsonObject, around: StateSurroundings): void {
  const { report } = around;
  checkTarget(state.Default, `${path}/Default`, siblings, report);
  const { Choices } = state;
  if (Choices === undefined) {
    report(path, 'These fields are required: [Choices]');
    return;
  }
  if (!Array.isArray(Choices)) {
    report(`${path}/Choices`, 'Expected value of type [ARRAY]');
    return;
  }
  if (Choices.length === 0) {
    report(`${path}/Choices`, 'Value cannot be empty');
    return;
  }
  for (const [index, rule] of Choices.entries()) {
    const at = `${path}/Choices[${index}]`;
    if (!isObject(rule)) {
      report(at, 'Expected value of type [OBJECT]');
      continue;
    }
    for (const field of Object.keys(rule))
      if (!RULE_FIELDS.includes(field)) report(at, `Field '${field}' is not supported`);
    const missing = ['Condition', 'Next'].filter((field) => rule[field] === undefined);
    if (missing.length > 0) report(at, `These fields are required: [${missing.join(', ')}]`);
    if (rule.Condition !== undefined && typeof rule.Condition !== 'boolean' && !isExpression(rule.Condition)) {
      report(`${at}/Condition`, 'Expected value of type [BOOLEAN] or a JSONata expression');
    }
    checkTemplate(rule.Condition, `${at}/Condition`, {}, report);
    checkTarget(rule.Next, `${at}/Next`, siblings, report);
    checkResult(rule, at, {}, around);
  }
}

function checkParallel(state: JsonObject, path: string, around: StateSurroundings): void {
  const { report } = around;
  checkTemplate(state.Arguments, `${path}/Arguments`, {}, report);
  const { Branches } = state;
  if (Branches === undefined) {
    report(path, 'These fields are required: [Branches]');
    return;
  }
  if (!Array.isArray(Branches)) {
    report(`${path}/Branches`, 'Expected value of type [ARRAY]');
    return;
  }
  if (Branches.length === 0) report(`${path}/Branches`, 'Value cannot be empty');
  for (const [index, branch] of Branches.entries()) {
    const at = `${path}/Branches[${index}]`;
    if (!isObject(branch)) report(at, 'Expected value of type [OBJECT]');
    else if (branch.ProcessorConfig !== undefined) report(at, "Field 'ProcessorConfig' is not supported");
    else around.checkContainer(branch, at, { ...around, outer: around.inner });
  }
}

function checkMap(state: JsonObject, path: string, around: StateSurroundings): void {
  const { report } = around;
  const { Items, ItemProcessor } = state;
  if (Items !== undefined && !Array.isArray(Items) && !isExpression(Items))
    report(`${path}/Items`, 'Expected value of type [ARRAY] or a JSONata expression');
  checkTemplate(Items, `${path}/Items`, {}, report);
  checkTemplate(state.ItemSelector, `${path}/ItemSelector`, {}, report);
  checkNumber(state.MaxConcurrency, `${path}/MaxConcurrency`, 0, report);
  checkNumber(state.ToleratedFailureCount, `${path}/ToleratedFailureCount`, 0, report);
  checkPercentage(state.ToleratedFailurePercentage, `${path}/ToleratedFailurePercentage`, report);
  if (ItemProcessor === undefined) {
    report(path, 'These fields are required: [ItemProcessor]');
    return;
  }
  if (!isObject(ItemProcessor)) {
    report(`${path}/ItemProcessor`, 'Expected value of type [OBJECT]');
    return;
  }
  const at = `${path}/ItemProcessor`;
  const config = ItemProcessor.ProcessorConfig;
  if (config !== undefined && !isObject(config)) report(`${at}/ProcessorConfig`, 'Expected value of type [OBJECT]');
  if (isObject(config)) {
    if (config.Mode !== undefined && config.Mode !== 'INLINE')
      report(`${at}/ProcessorConfig/Mode`, "Only the mode 'INLINE' is supported by this engine");
    for (const field of Object.keys(config))
      if (field !== 'Mode') report(`${at}/ProcessorConfig`, `Field '${field}' is not supported`);
  }
  around.checkContainer(ItemProcessor, at, { ...around, outer: around.inner });
}
