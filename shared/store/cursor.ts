/** Where the next page of a list begins, as its reader carries it. */
import { CareError } from '../contracts/errors.ts';

export type Page<T> = { items: T[]; next: string | null };

const isKeyPart = (value: unknown): value is string => typeof value === 'string' && value.length > 0;

export function encodeCursor(key: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * A cursor is only good for the list it came from: one of another clinic is refused. `expected` names the key's parts:
 * the partition's as it must be, the others by how they begin.
 */
export function decodeCursor(
  cursor: string | undefined,
  expected: Readonly<Record<string, string>>,
): Record<string, unknown> | undefined {
  if (cursor === undefined) return undefined;
  const refuse = (): never => {
    throw new CareError('invalid', 'The cursor does not belong to this list. Ask for the first page without one.', {
      errors: [{ path: 'cursor', message: 'Use the `next` of an answer of this list, unchanged.' }],
    });
  };
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (typeof key !== 'object' || key === null) return refuse();
    const record = key as Record<string, unknown>;
    const partition = expected.listPk ?? expected.pk;
    const fits =
      Object.keys(record).length === Object.keys(expected).length &&
      Object.entries(expected).every(([name, begins]) => isKeyPart(record[name]) && record[name].startsWith(begins)) &&
      (record.listPk ?? record.pk) === partition;
    return fits ? record : refuse();
  } catch (error) {
    if (error instanceof CareError) throw error;
    return refuse();
  }
}
