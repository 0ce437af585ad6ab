/** JSON so deep that walking it would end the process's stack is refused before it is read. */

/** What Jackson, and with it AWS's services, reads by default. */
export const NESTING_MAX = 1_000;

export function isNestedTooDeep(json: string): boolean {
  let [depth, inString] = [0, false];
  for (let at = 0; at < json.length; at++) {
    const character = json.charCodeAt(at);
    if (character === BACKSLASH) at++;
    else if (character === QUOTE) inString = !inString;
    else if (inString) continue;
    else if (character === OPEN_BRACKET || character === OPEN_BRACE) depth++;
    else if (character === CLOSE_BRACKET || character === CLOSE_BRACE) depth--;
    if (depth > NESTING_MAX) return true;
  }
  return false;
}

const [QUOTE, BACKSLASH, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];
