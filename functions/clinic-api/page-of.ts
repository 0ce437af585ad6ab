/** Pages of a list that one read brings whole: a program's sessions, touchpoints, messages, screenings. */
import { CareError } from '../../shared/contracts/errors.ts';

type Page<Item> = { items: Item[]; next: string | null };

/** `list` names whose list it is: a cursor is good for that one only. Items are known by their keys, so that what is added meanwhile shifts nothing. */
export function pageOf<Item>(
  items: readonly Item[],
  list: string,
  keyOf: (item: Item) => string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Page<Item> {
  const from = cursor === undefined ? 0 : items.findIndex((item) => cursorOf(list, keyOf(item)) === cursor) + 1;
  if (cursor !== undefined && from === 0)
    throw new CareError('invalid', 'The cursor does not belong to this list. Ask for the first page without one.', {
      errors: [{ path: 'cursor', message: 'Use the `next` of an answer of this list, unchanged.' }],
    });
  const page = items.slice(from, from + limit);
  const last = page.at(-1);
  const more = from + limit < items.length;
  return { items: page, next: more && last !== undefined ? cursorOf(list, keyOf(last)) : null };
}

function cursorOf(list: string, key: string): string {
  return Buffer.from(JSON.stringify([list, key])).toString('base64url');
}
