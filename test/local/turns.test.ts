import { expect, test } from 'vitest';
import { createTurns } from '../../infra/local/turns.ts';

test('no more than so many at once, in the order of asking; one that fails frees its turn', async () => {
  const inTurn = createTurns(2);
  const begun: string[] = [];
  const ends = new Map<string, (fails: boolean) => void>();
  const ask = (name: string): Promise<string> =>
    inTurn(async () => {
      begun.push(name);
      const fails = await new Promise<boolean>((resolve) => ends.set(name, resolve));
      if (fails) throw new Error(name);
      return name;
    });
  const [a, b, c, d] = [ask('a'), ask('b'), ask('c'), ask('d')];
  expect(begun).toEqual(['a', 'b']);

  ends.get('b')?.(true);
  await expect(b).rejects.toThrow('b');
  expect(begun).toEqual(['a', 'b', 'c']);

  ends.get('a')?.(false);
  expect(await a).toBe('a');
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  ends.get('c')?.(false);
  ends.get('d')?.(false);
  expect(await Promise.all([c, d])).toEqual(['c', 'd']);

  const e = ask('e');
  expect(begun.at(-1)).toBe('e');
  ends.get('e')?.(false);
  expect(await e).toBe('e');
});
