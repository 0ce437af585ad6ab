/** Ends a line with a full stop unless it has its own end. */
export function sentence(line: string): string {
  return /[.!?:…。؟]$/u.test(line) ? line : `${line}.`;
}
