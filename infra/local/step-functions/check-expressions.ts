/** Finds what AWS refuses in JSONata when a definition is created: what does not parse, and names that are not there. */
import type { ExprNode } from 'jsonata';
import { isObject, type JsonObject, type Report } from './definition-diagnostics.ts';
import { compile, expressionIn, isExpression } from './evaluate.ts';

/** The fields of `$states` that a field of the definition can read, besides `input` and `context`. */
export type Readable = { result?: boolean; errorOutput?: boolean };

type Node = ExprNode & { [field: string]: unknown };

/** Checks every expression in a template. */
export function checkTemplate(template: unknown, location: string, readable: Readable, report: Report): void {
  if (Array.isArray(template)) {
    template.forEach((item, index) => {
      checkTemplate(item, `${location}[${index}]`, readable, report);
    });
  } else if (isObject(template)) {
    for (const [key, member] of Object.entries(template)) checkTemplate(member, `${location}/${key}`, readable, report);
  } else if (isExpression(template)) {
    checkExpression(expressionIn(template), location, readable, report);
  }
}

function checkExpression(source: string, location: string, readable: Readable, report: Report): void {
  let root: Node;
  try {
    root = compile(source).ast() as Node;
  } catch (error) {
    report(location, (error as Error).message, 'INVALID_JSONATA_EXPRESSION');
    return;
  }
  const said = new Set<string>();
  const refuse = (message: string): void => {
    if (said.has(message)) return;
    said.add(message);
    report(location, message, 'UNSUPPORTED_JSONATA_EXPRESSION');
  };
  checkNode(root, true, readable, refuse);
}

/**
 * `top`: the node is evaluated against the top-level context, which Step Functions does not provide. Later steps of a path,
 * predicates, sort terms and groupings have a context of their own; the body of a function keeps the one around it.
 */
function checkNode(node: unknown, top: boolean, readable: Readable, refuse: (message: string) => void): void {
  if (Array.isArray(node)) {
    for (const item of node) checkNode(item, top, readable, refuse);
    return;
  }
  if (!isNode(node)) return;
  if (node.type === 'variable' && node.value === '$') refuse("Reference to '$$' is not supported.");
  if (node.type === 'variable' && node.value === '' && top)
    refuse("Reference to '$' at the top level is not supported.");
  if (node.type === 'name' && top) refuse(`Reference to '${String(node.value)}' at the top level is not supported.`);
  if (top && (node.type === 'wildcard' || node.type === 'descendant'))
    refuse(`Reference to '${String(node.value)}' at the top level is not supported.`);
  if ((node.type as string) === 'path') checkReserved(node.steps ?? [], readable, refuse);
  checkMembers(node, top, readable, refuse);
}

function checkMembers(node: Node, top: boolean, readable: Readable, refuse: (message: string) => void): void {
  for (const [field, member] of Object.entries(node)) {
    if (field === 'steps') {
      (member as unknown[]).forEach((step, index) => {
        checkNode(step, top && index === 0, readable, refuse);
      });
    } else if (OWN_CONTEXT.has(field)) {
      checkNode(member, false, readable, refuse);
    } else if (
      field !== 'value' &&
      field !== 'signature' &&
      !(field === 'arguments' && (node.type as string) === 'lambda')
    ) {
      checkNode(member, top, readable, refuse);
    }
  }
}

const OWN_CONTEXT = new Set(['stages', 'predicate', 'group', 'terms', 'update', 'pattern', 'delete']);

/** Objects of the syntax tree; its pairs and lists are arrays, and some members wrap nodes without a type of their own. */
function isNode(value: unknown): value is Node {
  return isObject(value) && !(value instanceof RegExp);
}

const ALWAYS = new Set(['input', 'context']);

function checkReserved(steps: ExprNode[], readable: Readable, refuse: (message: string) => void): void {
  const [first, second] = steps;
  if (
    first?.type !== 'variable' ||
    first.value !== 'states' ||
    !second ||
    (second.type !== 'name' && second.type !== 'string')
  )
    return;
  const name = String(second.value);
  if (ALWAYS.has(name) || (readable as JsonObject)[name] === true) return;
  refuse(`Field '$states.${name}' does not exist.`);
}
