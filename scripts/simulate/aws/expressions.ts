/** DynamoDB's condition, key-condition and update expressions, as far as one table's store writes them. What it does not know it refuses. */

export type Item = Readonly<Record<string, unknown>>;
export type Named = {
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, unknown> | undefined;
};
type Token = string;
type Condition = (item: Item | undefined, given: Named) => boolean;
type Operand = (item: Item | undefined, given: Named) => unknown;

export class ExpressionFault extends Error {
  override readonly name = 'ValidationException';
}

const tokenPattern = /\s*(<>|<=|>=|[=<>(),.]|:[A-Za-z0-9_]+|#[A-Za-z0-9_]+|[A-Za-z_][A-Za-z0-9_]*)/gy;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.trimEnd().length) {
    const token = tokenPattern.exec(text)?.[1];
    if (token === undefined) throw new ExpressionFault(`the expression is not understood: ${text}`);
    tokens.push(token);
  }
  return tokens;
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  get next(): Token | undefined {
    return this.#tokens[this.#at];
  }

  is(word: string): boolean {
    return this.next?.toUpperCase() === word;
  }

  take(word?: string): Token {
    const token = this.next;
    if (token === undefined || (word !== undefined && token.toUpperCase() !== word)) this.fail();
    this.#at += 1;
    return token;
  }

  fail(): never {
    throw new ExpressionFault(`the expression is not understood at "${this.next ?? 'its end'}": ${this.#text}`);
  }
}

/** `#state.#seq`, `sk`: a path into an item. */
function pathIn(reader: Reader): (given: Named) => string[] {
  const parts = [reader.take()];
  while (reader.next === '.') {
    reader.take();
    parts.push(reader.take());
  }
  return ({ ExpressionAttributeNames: names }) =>
    parts.map((part) => {
      if (!part.startsWith('#')) return part;
      const name = names?.[part];
      if (name === undefined) throw new ExpressionFault(`the name ${part} is not defined`);
      return name;
    });
}

const at = (item: Item | undefined, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], item);

function operandIn(reader: Reader): Operand {
  const { next } = reader;
  if (next?.startsWith(':')) {
    reader.take();
    return (_item, { ExpressionAttributeValues: values }) => {
      if (!values || !(next in values)) throw new ExpressionFault(`the value ${next} is not defined`);
      return values[next];
    };
  }
  if (reader.is('SIZE')) return sizeIn(reader);
  const path = pathIn(reader);
  return (item, given) => at(item, path(given));
}

/** How many entries a map or a list has, or characters a text; of what is absent no comparison holds. */
function sizeIn(reader: Reader): Operand {
  reader.take();
  reader.take('(');
  const path = pathIn(reader);
  reader.take(')');
  return (item, given) => {
    const value = at(item, path(given));
    if (value === undefined) return undefined;
    if (typeof value !== 'object' && typeof value !== 'string') throw new ExpressionFault('this has no size');
    return typeof value === 'string' ? value.length : Object.keys(value ?? {}).length;
  };
}

const comparisons: Record<string, (order: number) => boolean> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** Numbers and strings have an order; of two types, or of what is absent, no comparison holds. */
function orderOf(a: unknown, b: unknown): number | null {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return null;
}

/** DynamoDB orders strings by UTF-8 bytes; without characters beyond U+FFFF that is JavaScript's own order. */
export function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, index) => isSame(one, b[index]));
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return keys.length === others.length && keys.every((key) => isSame((a as Item)[key], (b as Item)[key]));
}

function atomIn(reader: Reader): Condition {
  if (reader.is('NOT')) {
    reader.take();
    const inner = atomIn(reader);
    return (item, given) => !inner(item, given);
  }
  if (reader.next === '(') {
    reader.take();
    const inner = anyOf(reader);
    reader.take(')');
    return inner;
  }
  const called = reader.next?.toLowerCase();
  if (called === 'attribute_exists' || called === 'attribute_not_exists' || called === 'begins_with')
    return callIn(reader, called);
  const left = operandIn(reader);
  if (reader.is('BETWEEN')) {
    reader.take();
    const low = operandIn(reader);
    reader.take('AND');
    const high = operandIn(reader);
    return (item, given) => {
      const value = left(item, given);
      const [from, to] = [orderOf(value, low(item, given)), orderOf(value, high(item, given))];
      return from !== null && to !== null && from >= 0 && to <= 0;
    };
  }
  const sign = reader.take();
  const right = operandIn(reader);
  if (sign === '=') return (item, given) => isPresentAndSame(left(item, given), right(item, given));
  if (sign === '<>') return (item, given) => !isPresentAndSame(left(item, given), right(item, given));
  const holds = comparisons[sign] ?? reader.fail();
  return (item, given) => {
    const order = orderOf(left(item, given), right(item, given));
    return order !== null && holds(order);
  };
}

const isPresentAndSame = (a: unknown, b: unknown): boolean => a !== undefined && b !== undefined && isSame(a, b);

function callIn(reader: Reader, name: 'attribute_exists' | 'attribute_not_exists' | 'begins_with'): Condition {
  reader.take();
  reader.take('(');
  const path = pathIn(reader);
  if (name === 'begins_with') {
    reader.take(',');
    const prefix = operandIn(reader);
    reader.take(')');
    return (item, given) => {
      const value = at(item, path(given));
      return typeof value === 'string' && value.startsWith(String(prefix(item, given)));
    };
  }
  reader.take(')');
  const wanted = name === 'attribute_exists';
  return (item, given) => (at(item, path(given)) !== undefined) === wanted;
}

function allOf(reader: Reader): Condition {
  const parts = [atomIn(reader)];
  while (reader.is('AND')) {
    reader.take();
    parts.push(atomIn(reader));
  }
  return parts.length === 1 && parts[0] ? parts[0] : (item, given) => parts.every((part) => part(item, given));
}

function anyOf(reader: Reader): Condition {
  const parts = [allOf(reader)];
  while (reader.is('OR')) {
    reader.take();
    parts.push(allOf(reader));
  }
  return parts.length === 1 && parts[0] ? parts[0] : (item, given) => parts.some((part) => part(item, given));
}

const conditions = new Map<string, Condition>();

export function holds(expression: string | undefined, item: Item | undefined, given: Named): boolean {
  if (expression === undefined) return true;
  let condition = conditions.get(expression);
  if (!condition) {
    const reader = new Reader(expression);
    condition = anyOf(reader);
    if (reader.next !== undefined) reader.fail();
    conditions.set(expression, condition);
  }
  return condition(item, given);
}

type Change = (item: Record<string, unknown>, given: Named) => void;
const updates = new Map<string, Change[]>();

export function updated(expression: string, item: Item, given: Named): Item {
  let changes = updates.get(expression);
  if (!changes) {
    changes = changesIn(new Reader(expression));
    updates.set(expression, changes);
  }
  const after = { ...item };
  for (const change of changes) change(after, given);
  return after;
}

function changesIn(reader: Reader): Change[] {
  const changes: Change[] = [];
  while (reader.next !== undefined) {
    const clause = reader.take().toUpperCase();
    const one = clause === 'SET' ? setIn : clause === 'REMOVE' ? removeIn : clause === 'ADD' ? addIn : reader.fail();
    changes.push(one(reader));
    while (reader.next === ',') {
      reader.take();
      changes.push(one(reader));
    }
  }
  return changes;
}

/** Sets a value in an item, or takes it out; what lies on the way to it is copied, and has to be there. */
function put(item: Record<string, unknown>, [name, ...rest]: readonly string[], value: unknown): void {
  if (name === undefined) throw new ExpressionFault('a path has a name');
  if (rest.length === 0) {
    if (value === undefined) delete item[name];
    else item[name] = value;
    return;
  }
  const inner = item[name];
  if (typeof inner !== 'object' || inner === null)
    throw new ExpressionFault('The document path provided in the update expression is invalid for update');
  const copy = { ...inner } as Record<string, unknown>;
  put(copy, rest, value);
  item[name] = copy;
}

function setIn(reader: Reader): Change {
  const path = pathIn(reader);
  reader.take('=');
  const value = operandIn(reader);
  return (item, given) => put(item, path(given), value(item, given));
}

function removeIn(reader: Reader): Change {
  const path = pathIn(reader);
  return (item, given) => put(item, path(given), undefined);
}

function addIn(reader: Reader): Change {
  const path = pathIn(reader);
  const value = operandIn(reader);
  return (item, given) => put(item, path(given), Number(at(item, path(given)) ?? 0) + Number(value(item, given)));
}
