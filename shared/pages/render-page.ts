/** A page's facts as HTML. */
import type { Page } from './page.ts';

export function renderPage(page: Page): string {
  return `<!doctype html><html lang="en"><title>${page.kind}</title>`;
}
