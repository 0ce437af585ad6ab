import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from 'vitest';
import { openHomeStore } from '../../infra/local/home-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'throughline-home-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['an older', 1, 'Use'],
  ['a newer', 99, 'Update the program, or use'],
])('a folder of %s version is refused with what to do', (age, version, advice) => {
  const file = join(folder, `${version}.sqlite`);
  openHomeStore(file).close();
  const other = new DatabaseSync(file);
  other.exec(`PRAGMA user_version = ${version}`);
  other.close();
  expect(() => openHomeStore(file)).toThrow(
    `The data folder was written by ${age} version of this program (${file}). ${advice} another folder: THROUGHLINE_DATA_DIR.`,
  );
});
