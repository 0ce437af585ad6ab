/** Exported heads: JSON lines, in one file, or in the folder of a daily export, which says when it is whole. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { ChainHead } from '../../shared/store/chain.ts';

class WrongHeads extends Error {
  override readonly name = 'WrongHeads';
}

const head = z.object({
  clinicId: z.string().min(1),
  programId: z.string().min(1).nullable(),
  seq: z.int().min(1),
  hash: z.string().min(1),
});

export function readHeads(path: string): ChainHead[] {
  if (!existsSync(path)) throw new WrongHeads(`There is no ${path}.`);
  if (!statSync(path).isDirectory()) return headsOf(path);
  if (!existsSync(join(path, 'complete.json')))
    throw new WrongHeads(`${path} has no complete.json: its export did not come to its end. Take another day's.`);
  const files = readdirSync(path).filter((name) => name.endsWith('.jsonl'));
  return files.sort().flatMap((name) => headsOf(join(path, name)));
}

function headsOf(file: string): ChainHead[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parse(line, `${file}, line ${index + 1}`)]));
}

function parse(line: string, where: string): ChainHead {
  try {
    return head.parse(JSON.parse(line));
  } catch (error) {
    throw new WrongHeads(`${where} is no head: {"clinicId", "programId", "seq", "hash"}.`, { cause: error });
  }
}

export function writeHeads(file: string, heads: readonly ChainHead[]): void {
  writeFileSync(file, heads.map((one) => `${JSON.stringify(one)}\n`).join(''));
}
