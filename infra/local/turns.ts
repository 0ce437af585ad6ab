/** Starts what it is given at once, or when one of `max` before it has ended. */
export function createTurns(max: number): <T>(start: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = max;
  return async (start) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await start();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
