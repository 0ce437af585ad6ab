/**
 * One DynamoDB table in memory, behind the commands of lib-dynamodb: conditions, transactions, pages, indexes, a stream of keys.
 * test/simulation/table.test.ts holds it to what dynoxide answers. Items are frozen: nobody changes what they have read.
 */
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { tableShape } from '../../../infra/table-shape.ts';
import { compareText, ExpressionFault, holds, type Item, type Named, updated } from './expressions.ts';
import { type Entry, SortedItems } from './sorted-items.ts';

type Key = { pk: string; sk: string };
type Written = Key & { item: Item | undefined };
type Conditional = Named & { TableName?: string; ConditionExpression?: string };
type Write = {
  Put?: Conditional & { Item: Item };
  Update?: Conditional & { Key: Key; UpdateExpression: string };
  Delete?: Conditional & { Key: Key };
  ConditionCheck?: Conditional & { Key: Key };
};
type Query = Named & {
  IndexName?: string;
  KeyConditionExpression: string;
  Limit?: number;
  ScanIndexForward?: boolean;
  ExclusiveStartKey?: Item | undefined;
};
export type StreamRecord = Key & { sequence: number };
type Image = ReadonlyMap<string, ReadonlyMap<string, Item>>;

/** DynamoDB's page is a megabyte; of this table's items hardly ever fewer than these. */
const pageItemsMax = 400;
const transactionItemsMax = 100;

export class MemoryTable {
  readonly #partitions = new Map<string, SortedItems>();
  readonly #indexes = new Map(tableShape.indexes.map((shape) => [shape.name as string, new Index(shape)]));
  readonly #onWritten: (record: StreamRecord) => void;
  /** Answers of transactions by their client token: DynamoDB answers the same again. */
  #sequence = 0;

  constructor(onWritten: (record: StreamRecord) => void = () => {}) {
    this.#onWritten = onWritten;
  }

  /** A command of lib-dynamodb by its name and input. */
  answer(name: string, input: unknown): unknown {
    switch (name) {
      case 'GetCommand':
        return this.#get((input as { Key: Key }).Key);
      case 'PutCommand':
      case 'UpdateCommand':
      case 'DeleteCommand':
        return this.#writeOne(name, input as Conditional);
      case 'QueryCommand':
        return this.#query(input as Query);
      case 'BatchGetCommand':
        return this.#batchGet(input as { RequestItems: Record<string, { Keys: Key[] }> });
      case 'TransactWriteCommand':
        return this.#transact((input as { TransactItems: Write[] }).TransactItems);
      default:
        throw new ExpressionFault(`the table in memory knows no ${name}`);
    }
  }

  read({ pk, sk }: Key): Item | undefined {
    return this.#partitions.get(pk)?.get(sk);
  }

  /** The earliest sort key of an index's partition, for each of its partitions. */
  indexHeads(index: string): ReadonlyMap<string, Entry | undefined> {
    return this.#indexes.get(index)?.heads() ?? new Map();
  }

  partition(pk: string): Item[] {
    return (
      this.#partitions
        .get(pk)
        ?.all()
        .map(({ item }) => item) ?? []
    );
  }

  partitionKeys(): string[] {
    return [...this.#partitions.keys()];
  }

  image(): Image {
    return new Map(
      [...this.#partitions].map(([pk, items]) => [pk, new Map(items.all().map(({ key, item }) => [key, item]))]),
    );
  }

  /** The table becomes what it was; every item that changes is in the stream. */
  restore(image: Image): void {
    for (const [pk, items] of [...this.#partitions])
      for (const { key: sk, item } of items.all())
        if (image.get(pk)?.get(sk) !== item) this.#put({ pk, sk, item: image.get(pk)?.get(sk) });
    for (const [pk, items] of image)
      for (const [sk, item] of items) if (!this.read({ pk, sk })) this.#put({ pk, sk, item });
  }

  #get(key: Key): unknown {
    const Item = this.read(key);
    return Item ? { Item } : {};
  }

  #writeOne(name: string, input: Conditional): unknown {
    const write = { [name.replace('Command', '')]: input } as Write;
    const made = this.#evaluate(write);
    if (!made.holds)
      throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
    this.#put(made.written);
    return {};
  }

  #transact(writes: readonly Write[]): unknown {
    if (writes.length > transactionItemsMax)
      throw new ExpressionFault(`a transaction has ${transactionItemsMax} items at the most`);
    const keys = new Set(writes.map((one) => JSON.stringify(keyOf(one))));
    if (keys.size !== writes.length)
      throw new ExpressionFault('Transaction request cannot include multiple operations on one item');
    const made = writes.map((one) => this.#evaluate(one));
    if (made.some((one) => !one.holds))
      throw cancelled(made.map((one) => (one.holds ? 'None' : 'ConditionalCheckFailed')));
    for (const { written } of made) if (written) this.#put(written);
    return {};
  }

  #evaluate(write: Write): { holds: boolean; written?: Written } {
    const key = keyOf(write);
    const before = this.read(key);
    const { Put, Update, Delete, ConditionCheck } = write;
    const given = Put ?? Update ?? Delete ?? ConditionCheck;
    if (!given) throw new ExpressionFault('a write names what it does');
    if (!holds(given.ConditionExpression, before, given)) return { holds: false };
    if (ConditionCheck) return { holds: true };
    if (Delete) return { holds: true, written: { ...key, item: undefined } };
    const item = Put ? Put.Item : updated(Update?.UpdateExpression ?? '', before ?? key, given);
    return { holds: true, written: { ...key, item: kept(item) as Item } };
  }

  #put(written: Written | undefined): void {
    if (!written) return;
    const { pk, sk, item } = written;
    const items = this.#partitions.get(pk) ?? new SortedItems();
    this.#partitions.set(pk, items);
    const before = items.get(sk);
    if (before === undefined && item === undefined) return;
    items.set(sk, item);
    for (const index of this.#indexes.values()) index.change(before, item);
    this.#sequence += 1;
    this.#onWritten({ pk, sk, sequence: this.#sequence });
  }

  #query(query: Query): unknown {
    const index = query.IndexName === undefined ? undefined : this.#indexes.get(query.IndexName);
    if (query.IndexName !== undefined && !index) throw new ExpressionFault(`there is no index ${query.IndexName}`);
    const pk = partitionOf(query, index ? index.partitionKey : 'pk');
    const source = index ? index.partition(pk) : (this.#partitions.get(pk) ?? new SortedItems());
    const forward = query.ScanIndexForward !== false;
    const prefix = index ? undefined : prefixOf(query);
    const fits =
      prefix === undefined
        ? source.all().filter(({ item }) => holds(query.KeyConditionExpression, item, query))
        : source.beginningWith(prefix);
    const start = query.ExclusiveStartKey;
    const from = start && (index ? index.keyOf(start) : String(start.sk));
    const ordered = forward ? fits : [...fits].reverse();
    const left = from === undefined ? ordered : ordered.filter(({ key }) => isAfter(key, from, forward));
    const limit = Math.min(query.Limit ?? pageItemsMax, pageItemsMax);
    const page = left.slice(0, limit);
    const last = page.at(-1)?.item;
    // DynamoDB stops at the limit without looking whether more follows.
    const more = page.length === limit && last;
    return {
      Items: page.map(({ item }) => (index ? index.projected(item) : item)),
      Count: page.length,
      ...(more ? { LastEvaluatedKey: index ? index.startKey(last) : keysIn(last) } : {}),
    };
  }

  #batchGet({ RequestItems }: { RequestItems: Record<string, { Keys: Key[] }> }): unknown {
    const Responses = Object.fromEntries(
      Object.entries(RequestItems).map(([table, { Keys }]) => [
        table,
        Keys.map((key) => this.read(key)).filter((one) => one !== undefined),
      ]),
    );
    return { Responses, UnprocessedKeys: {} };
  }
}

export function cancelled(codes: readonly string[]): TransactionCanceledException {
  return new TransactionCanceledException({
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
    CancellationReasons: codes.map((Code) => ({ Code })),
    $metadata: {},
  });
}

function keyOf({ Put, Update, Delete, ConditionCheck }: Write): Key {
  const key = Put ? (Put.Item as Key) : (Update ?? Delete ?? ConditionCheck)?.Key;
  if (!key?.pk || !key.sk) throw new ExpressionFault('a write names the key of its item');
  return { pk: key.pk, sk: key.sk };
}

const keysIn = (item: Item): Item => ({ pk: item.pk, sk: item.sk });

const isAfter = (key: string, from: string, forward: boolean): boolean =>
  forward ? compareText(key, from) > 0 : compareText(key, from) < 0;

/** `begins_with(sk, :prefix)`: most of what the store asks for. */
function prefixOf({ KeyConditionExpression, ExpressionAttributeValues }: Query): string | undefined {
  const value = / AND begins_with\(sk, (:\w+)\)$/.exec(KeyConditionExpression)?.[1];
  return value === undefined ? undefined : String(ExpressionAttributeValues?.[value]);
}

function partitionOf(query: Query, name: string): string {
  const match = /(?:^|\s)(#?\w+) = (:\w+)/.exec(query.KeyConditionExpression);
  const [, attribute = '', value = ''] = match ?? [];
  const named = attribute.startsWith('#') ? query.ExpressionAttributeNames?.[attribute] : attribute;
  if (named !== name) throw new ExpressionFault(`a query names ${name}`);
  return String(query.ExpressionAttributeValues?.[value]);
}

/** As the table keeps it: without what is undefined, frozen through and through. What is frozen already was kept before. */
function kept(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return Object.freeze(value.map((one) => kept(one ?? null)));
  if (value instanceof Date || value instanceof Map || value instanceof Set)
    throw new ExpressionFault('only plain values are kept');
  const copy: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) if (one !== undefined) copy[name] = kept(one);
  return Object.freeze(copy);
}

type Shape = (typeof tableShape.indexes)[number];

class Index {
  readonly #shape: Shape;
  readonly #partitions = new Map<string, SortedItems>();

  constructor(shape: Shape) {
    this.#shape = shape;
  }

  get partitionKey(): string {
    return this.#shape.partitionKey;
  }

  partition(pk: string): SortedItems {
    return this.#partitions.get(pk) ?? new SortedItems();
  }

  heads(): ReadonlyMap<string, Entry | undefined> {
    return new Map([...this.#partitions].map(([pk, items]) => [pk, items.all()[0]]));
  }

  change(before: Item | undefined, after: Item | undefined): void {
    const [was, is] = [this.#placeOf(before), this.#placeOf(after)];
    if (was && (was.pk !== is?.pk || was.key !== is.key)) {
      const items = this.partition(was.pk);
      items.set(was.key, undefined);
      if (items.all().length === 0) this.#partitions.delete(was.pk);
    }
    if (!is || !after) return;
    const items = this.partition(is.pk);
    this.#partitions.set(is.pk, items);
    items.set(is.key, after);
  }

  /** Sparse: what has not both keys is not in it. */
  #placeOf(item: Item | undefined): { pk: string; key: string } | undefined {
    const [pk, sort] = [item?.[this.#shape.partitionKey], item?.[this.#shape.sortKey]];
    if (!item || typeof pk !== 'string' || typeof sort !== 'string') return undefined;
    return { pk, key: this.keyOf(item) };
  }

  /** The sort key, and the table's own key where several share it. */
  keyOf(item: Item): string {
    return [item[this.#shape.sortKey], item.pk, item.sk].join('\u0001');
  }

  startKey(item: Item): Item {
    return {
      ...keysIn(item),
      [this.#shape.partitionKey]: item[this.#shape.partitionKey],
      [this.#shape.sortKey]: item[this.#shape.sortKey],
    };
  }

  projected(item: Item): Item {
    if (this.#shape.projection === 'ALL') return item;
    const projected: Record<string, unknown> = { ...this.startKey(item) };
    for (const name of this.#shape.projection) if (item[name] !== undefined) projected[name] = item[name];
    return projected;
  }
}
