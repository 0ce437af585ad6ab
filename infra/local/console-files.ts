/** The console's built files on one machine, as CloudFront serves them in the cloud: pages by their URLs, one policy. */
import { existsSync, readFileSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';
import type { Reply } from './replies.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const forever = 'public, max-age=31536000, immutable';

export type ConsoleFiles = { answer(pathname: string): Reply | null };

export function createConsoleFiles(folder: string, mailUrl: string): ConsoleFiles {
  // The cloud's policy (infra/cloud/console-stack.ts), with the mailbox in place of Cognito.
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    `frame-src ${mailUrl}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

  const file = (path: string): Reply => ({
    status: 200,
    headers: {
      'content-type': contentTypes[extname(path)] ?? 'application/octet-stream',
      'cache-control': path.includes(`${sep}assets${sep}`) ? forever : 'no-cache',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
    body: readFileSync(path),
  });

  return {
    /** Null: nothing of the console's. A path without an extension is one of its pages. */
    answer: (pathname) => {
      if (!existsSync(join(folder, 'index.html'))) return null;
      if (extname(pathname) === '') return file(join(folder, 'index.html'));
      const path = normalize(join(folder, pathname));
      return path.startsWith(folder + sep) && existsSync(path) ? file(path) : null;
    },
  };
}
