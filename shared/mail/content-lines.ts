/** What every line of an iCalendar file keeps to (RFC 5545, 3.1 and 3.3.11). */
const octetsMax = 75;

/** Folded at 75 octets, never inside a character; every line ends with CRLF. */
export function contentLines(lines: readonly string[]): string {
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

function fold(line: string): string {
  if (Buffer.byteLength(line) <= octetsMax) return line;
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > octetsMax) {
      folded += '\r\n ';
      // The space that a folded line begins with counts.
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}

/** A TEXT value. */
export function textValue(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n');
}

/** A parameter's value: in quotes, which it may not hold itself. */
export function quoted(value: string): string {
  return `"${value.replace(/["\p{Cc}]/gu, ' ')}"`;
}
