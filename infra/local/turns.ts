/** Who goes first where all share one thread. */

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

export type Occupied = {
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Until nothing is under way, for `maxMs` of real time at the most. */
  free(maxMs: number): Promise<void>;
};

export function createOccupied(): Occupied {
  let underWay = 0;
  let waiting: (() => void)[] = [];
  return {
    during: async (work) => {
      underWay += 1;
      try {
        return await work();
      } finally {
        underWay -= 1;
        if (underWay === 0) for (const go of waiting.splice(0)) go();
      }
    },
    free: (maxMs) =>
      underWay === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            const go = (): void => {
              clearTimeout(timer);
              waiting = waiting.filter((one) => one !== go);
              resolve();
            };
            const timer = setTimeout(go, maxMs);
            waiting.push(go);
          }),
  };
}
