/**
 * A document that is not laid out, in a window of its own, and axe in it. A file that asks vitest for jsdom needs a worker of its
 * own, and ends the one that it takes the place of, with all that it has loaded.
 */
import axe, { type RunOptions } from 'axe-core';
import { JSDOM } from 'jsdom';

// The compiler knows no browser here.
export type Element = {
  id: string;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<Element>;
};

const { window } = new JSDOM('', { runScripts: 'outside-only' });
window.eval(axe.source);
const inWindow = window.eval('axe') as typeof axe;

export const document = window.document as Element & { open(): void; write(html: string): void; close(): void };

export function open(html: string): void {
  document.open();
  document.write(html);
  document.close();
}

/** What keeps people out of the open document. Colours are not laid out here: browsers see to them. */
export async function violations(): Promise<{ id: string; nodes: { html: string }[] }[]> {
  const options: RunOptions = { resultTypes: ['violations'], rules: { 'color-contrast': { enabled: false } } };
  return (await inWindow.run(document as never, options)).violations;
}
