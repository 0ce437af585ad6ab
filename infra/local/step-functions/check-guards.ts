/** The rules of Retry and Catch. */
import { checkResult, checkTarget, type Surroundings } from './check-fields.ts';
import { isObject, type JsonObject, type Report } from './definition-diagnostics.ts';

const RETRIER_FIELDS = [
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
];
const CATCHER_FIELDS = ['ErrorEquals', 'Next', 'Output', 'Assign', 'Comment'];
const COUNT_MAX = 99_999_999;
/** A year in seconds, and a day. */
const MAX_DELAY_SECONDS = 31_622_400;

export function checkRetriers(retriers: unknown, path: string, report: Report): void {
  for (const [retrier, at] of entries(retriers, path, RETRIER_FIELDS, report)) {
    const { IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds, JitterStrategy } = retrier;
    whole(IntervalSeconds, `${at}/IntervalSeconds`, 1, COUNT_MAX, report);
    whole(MaxAttempts, `${at}/MaxAttempts`, 0, COUNT_MAX, report);
    whole(MaxDelaySeconds, `${at}/MaxDelaySeconds`, 1, MAX_DELAY_SECONDS - 1, report);
    const interval = typeof IntervalSeconds === 'number' ? IntervalSeconds : 1;
    if (typeof MaxDelaySeconds === 'number' && MaxDelaySeconds <= interval)
      report(`${at}/MaxDelaySeconds`, "Value must be greater than 'IntervalSeconds'");
    if (BackoffRate !== undefined && typeof BackoffRate !== 'number')
      report(`${at}/BackoffRate`, 'Expected value of type [NUMBER]');
    else if (BackoffRate !== undefined && !(BackoffRate >= 1)) report(`${at}/BackoffRate`, 'Minimum value is 1.0');
    if (JitterStrategy !== undefined && JitterStrategy !== 'FULL' && JitterStrategy !== 'NONE') {
      report(`${at}/JitterStrategy`, 'Value should be one of the following: [FULL, NONE]');
    }
  }
}

export function checkCatchers(catchers: unknown, path: string, siblings: JsonObject, around: Surroundings): void {
  const { report } = around;
  for (const [catcher, at] of entries(catchers, path, CATCHER_FIELDS, report)) {
    if (catcher.Next === undefined) report(at, 'These fields are required: [Next]');
    checkTarget(catcher.Next, `${at}/Next`, siblings, report);
    checkResult(catcher, at, { errorOutput: true }, around);
  }
}

const PATH_FIELDS = /^ResultPath$|Path$/;

function entries(list: unknown, path: string, fields: string[], report: Report): [JsonObject, string][] {
  if (!Array.isArray(list)) {
    report(path, 'Expected value of type [ARRAY]');
    return [];
  }
  const found: [JsonObject, string][] = [];
  for (const [index, entry] of list.entries()) {
    const at = `${path}[${index}]`;
    if (!isObject(entry)) {
      report(at, 'Expected value of type [OBJECT]');
      continue;
    }
    for (const field of Object.keys(entry)) {
      if (fields.includes(field)) continue;
      if (PATH_FIELDS.test(field)) {
        report(
          at,
          `The QueryLanguage is set to 'JSONata', but field '${field}' is only supported for the 'JSONPath' QueryLanguage`,
        );
      } else report(at, `Field '${field}' is not supported`);
    }
    checkErrorEquals(entry.ErrorEquals, at, index === list.length - 1, report);
    found.push([entry, at]);
  }
  return found;
}

function checkErrorEquals(names: unknown, at: string, last: boolean, report: Report): void {
  const path = `${at}/ErrorEquals`;
  if (names === undefined) {
    report(at, 'These fields are required: [ErrorEquals]');
    return;
  }
  if (!Array.isArray(names)) {
    report(path, 'Expected value of type [ARRAY]');
    return;
  }
  if (names.length === 0) {
    report(path, 'Value cannot be empty');
    return;
  }
  for (const [index, name] of names.entries()) {
    if (typeof name !== 'string') report(`${path}[${index}]`, 'Expected value of type [STRING]');
  }
  if (!names.includes('States.ALL')) return;
  if (names.length > 1) report(path, "'States.ALL' must appear alone");
  if (!last) report(path, "'States.ALL' must appear in the last entry only");
}

function whole(value: unknown, path: string, min: number, max: number, report: Report): void {
  if (value === undefined) return;
  if (!Number.isInteger(value)) report(path, 'Expected value of type [INTEGER]');
  else if ((value as number) < min) report(path, `Minimum value is ${min}`);
  else if ((value as number) > max) report(path, `Maximum value is ${max}`);
}
