/** Rules that fields of several places share. */
import { isPercentage, SECONDS_MAX } from './asl.ts';
import { checkTemplate, type Readable } from './check-expressions.ts';
import { isObject, type JsonObject, type Report } from './definition-diagnostics.ts';
import { isExpression } from './evaluate.ts';

export type Surroundings = {
  /** Of the whole machine: what a state speaks that does not say it. */
  language: 'JSONata' | 'JSONPath';
  /** Where each state name was seen: they are unique in the whole machine. */
  names: Map<string, string>;
  /** Variables of the scopes around, which an inner scope reads but cannot assign. */
  outer: ReadonlySet<string>;
  report: Report;
  /** Checks a branch or an item processor: a state can hold a whole container again. */
  checkContainer(container: JsonObject, path: string, around: Surroundings): void;
};

/** A whole number within bounds, or an expression that gives one. */
export function checkNumber(value: unknown, path: string, min: number, report: Report): void {
  if (value === undefined) return;
  if (isExpression(value)) {
    checkTemplate(value, path, {}, report);
    return;
  }
  if (!Number.isInteger(value)) {
    report(path, 'Expected value of type [INTEGER] or a JSONata expression');
    return;
  }
  if ((value as number) < min) report(path, `Minimum value is ${min}`);
  if ((value as number) > SECONDS_MAX) report(path, `Maximum value is ${SECONDS_MAX}`);
}

export function checkPercentage(value: unknown, path: string, report: Report): void {
  if (isExpression(value)) checkTemplate(value, path, {}, report);
  else if (value !== undefined && !isPercentage(value)) report(path, 'Value must be a number between 0 and 100');
}

export function checkTarget(target: unknown, path: string, siblings: JsonObject, report: Report): void {
  if (target === undefined) return;
  if (typeof target !== 'string') report(path, 'Expected value of type [STRING]');
  else if (!Object.hasOwn(siblings, target))
    report(path, `Missing 'Next' target: ${target}`, 'MISSING_TRANSITION_TARGET');
}

/** Output and Assign: of a state, of a rule of a Choice, of a catcher. */
export function checkResult(
  place: JsonObject,
  path: string,
  readable: Readable,
  { outer, report }: Surroundings,
): void {
  checkTemplate(place.Output, `${path}/Output`, readable, report);
  if (place.Assign === undefined) return;
  if (!isObject(place.Assign)) {
    report(`${path}/Assign`, 'Expected value of type [OBJECT]');
    return;
  }
  for (const name of Object.keys(place.Assign)) checkVariable(name, `${path}/Assign`, outer, report);
  checkTemplate(place.Assign, `${path}/Assign`, readable, report);
}

function checkVariable(name: string, path: string, outer: ReadonlySet<string>, report: Report): void {
  if (!/^[\p{ID_Start}][\p{ID_Continue}]*$/u.test(name) || name.length > 80) {
    report(
      path,
      `'${name}' is not a valid variable name: a letter, then letters, digits and underscores, 80 characters at most`,
    );
    return;
  }
  if (name === 'states') {
    report(path, "Variable name 'states' is reserved.");
    return;
  }
  if (outer.has(name)) report(path, `Variable name '${name}' was already defined in a parent scope.`);
}
