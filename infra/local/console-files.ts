/** The console's built files on one machine, as CloudFront serves them in the cloud: pages by their URLs, one policy. */
import { existsSync, readFileSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';
import { cacheControlOf, contentSecurityPolicy, contentTypeOf } from '../console-site.ts';
import type { Reply } from './replies.ts';

export type ConsoleFiles = { answer(pathname: string): Reply | null };

export function createConsoleFiles(folder: string, mailUrl: string): ConsoleFiles {
  const policy = contentSecurityPolicy({ frame: mailUrl });
  const file = (path: string): Reply => ({
    status: 200,
    headers: {
      'content-type': contentTypeOf(path),
      'cache-control': cacheControlOf(path),
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
