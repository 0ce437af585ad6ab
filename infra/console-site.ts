/** How the console's files are served: the same in both homes. */
import { extname } from 'node:path';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};
export const contentTypeOf = (file: string): string => contentTypes[extname(file)] ?? 'application/octet-stream';

const isHashed = (file: string): boolean => /[-.][\w-]{8,}\.\w+$/.test(file) && !file.endsWith('.html');
/** Files that carry their hash in their name never change; the page that names them always may. */
export const cacheControlOf = (file: string): string =>
  isHashed(file) ? 'public, max-age=31536000, immutable' : 'no-cache';

/** Nothing but its own files, and what it is told to ask or to frame: what is injected into a page neither runs nor reports home. */
export function contentSecurityPolicy({
  connect = [],
  frame,
}: {
  connect?: readonly string[];
  frame?: string;
}): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    ["connect-src 'self'", ...connect].join(' '),
    ...(frame === undefined ? [] : [`frame-src ${frame}`]),
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
