/** `npm run demo`, before it plays anything. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test.each([['--bogus'], ['--base-url'], ['nonsense']])(
  'asked for %s, the demo says in one sentence what is wrong',
  (asked) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/demo.ts', asked], { encoding: 'utf8' });
    expect(`${status} ${stdout}`).toBe('1 ');
    expect(stderr).toContain('The demo could not be played: ');
    expect(stderr).not.toMatch(/\n\s+at /);
  },
);
