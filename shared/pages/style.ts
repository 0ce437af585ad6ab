/** The pages' one style sheet, and the policy that lets nothing else in. */
import { createHash } from 'node:crypto';

export const styleSheet = ':root{color-scheme:light dark}';

const hash = createHash('sha256').update(styleSheet).digest('base64');

export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${hash}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
