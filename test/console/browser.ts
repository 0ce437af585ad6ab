/** A Chromium, where there is one: CHROMIUM_PATH, or /usr/bin/chromium. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { test } from 'vitest';

const named = process.env.CHROMIUM_PATH || undefined;
const executablePath = named ?? '/usr/bin/chromium';
export const found = named !== undefined || existsSync(executablePath);

export const launch = (): Promise<Browser> => chromium.launch({ executablePath, args: ['--no-sandbox'] });

/** Vitest wants a test in every file. */
export function notFound(): void {
  test(`was not opened: there is no ${executablePath}, and CHROMIUM_PATH names no other`, () => {
    process.stderr.write('\n  No Chromium: the console was not opened here. Install it, or set CHROMIUM_PATH.\n\n');
  });
}
