import { afterEach, expect, test, vi } from 'vitest';
import { createOccupied, createTurns } from '../../infra/local/turns.ts';

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

afterEach(() => {
  vi.useRealTimers();
});

test('what waits goes on when the last of those under way has ended, or when it has waited long enough', async () => {
  vi.useFakeTimers();
  const api = createOccupied();
  const gone: string[] = [];
  const wait = (name: string, maxMs: number): Promise<unknown> => api.free(maxMs).then(() => gone.push(name));
  await wait('at once', 100);
  expect(gone).toEqual(['at once']);

  const ends: (() => void)[] = [];
  const work = (): Promise<void> => api.during(() => new Promise((resolve) => ends.push(resolve)));
  const both = [work(), work()];
  const waiting = [wait('patient', 1000), wait('hasty', 100)];
  await vi.advanceTimersByTimeAsync(99);
  expect(gone).toEqual(['at once']);
  await vi.advanceTimersByTimeAsync(1);
  expect(gone).toEqual(['at once', 'hasty']);

  ends[0]?.();
  await both[0];
  expect(gone).toEqual(['at once', 'hasty']);
  ends[1]?.();
  await Promise.all([...both, ...waiting]);
  expect(gone).toEqual(['at once', 'hasty', 'patient']);

  await expect(api.during(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  await wait('after a failure', 100);
  expect(gone.at(-1)).toBe('after a failure');
});
