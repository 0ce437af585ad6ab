/**
 * Copies of the product's code in one process: what is imported with `?copy=NAME` brings all that it imports along under that
 * name, and patches of that name are put in as it is loaded. No file of the working tree is touched.
 */
import { registerHooks } from 'node:module';

export type Patch = {
  /** From the repository's root. */
  file: string;
  find: string;
  replace: string;
  /** Wherever it stands; otherwise it has to stand there exactly once. */
  everywhere?: true;
};

const root = new URL('../../', import.meta.url).href;
const patches = new Map<string, readonly Patch[]>();
/** What was put in, so that a patch that met no file is noticed. */
const applied = new Map<string, Set<Patch>>();

export function defineCopy(name: string, of: readonly Patch[]): void {
  patches.set(name, of);
  applied.set(name, new Set());
}

/** A patch of a file that nothing imports would prove nothing. */
export function assertPatched(name: string): void {
  const missed = (patches.get(name) ?? []).filter((one) => !applied.get(name)?.has(one));
  if (missed.length > 0) throw new Error(`not loaded, so not patched: ${missed.map(({ file }) => file).join(', ')}`);
}

const copyIn = (url: string | undefined): string | null => /\?copy=([\w-]+)$/.exec(url ?? '')?.[1] ?? null;
const isOurs = (url: string): boolean => url.startsWith(`${root}functions/`) || url.startsWith(`${root}shared/`);

function patched(text: string, { file, find, replace, everywhere }: Patch): string {
  const count = text.split(find).length - 1;
  if (count === 0 || (count > 1 && !everywhere))
    throw new Error(`the patch of ${file} meets its text ${count} times: ${find}`);
  return text.replaceAll(find, () => replace);
}

registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const resolved = nextResolve(specifier, context);
    const copy = copyIn(context.parentURL);
    return copy && isOurs(resolved.url) && !copyIn(resolved.url)
      ? { ...resolved, url: `${resolved.url}?copy=${copy}` }
      : resolved;
  },
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context);
    const copy = copyIn(url);
    const file = url.replace(root, '').replace(/\?.*$/, '');
    const wanted = copy ? (patches.get(copy) ?? []).filter((one) => one.file === file) : [];
    if (!copy || wanted.length === 0 || !loaded.source) return loaded;
    const text =
      typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString('utf8');
    for (const one of wanted) applied.get(copy)?.add(one);
    return { ...loaded, source: wanted.reduce(patched, text) };
  },
});
