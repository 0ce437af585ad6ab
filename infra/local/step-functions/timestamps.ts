/** RFC 3339 as the States Language narrows it: a capital T, and an offset or a capital Z. */
const FORM = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})$/;

/** Epoch milliseconds, or undefined for anything that is no such time: month 13, 25 o'clock, 30 February. */
export function parseTimestamp(text: string): number | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone = 'Z'] = match;
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (h > 23 || mi > 59 || s > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(y, mo - 1, d);
  if (date.getUTCMonth() !== mo - 1 || date.getUTCDate() !== d) return undefined;
  const [, sign = '+', zoneHours = '0', zoneMinutes = '0'] = /([+-])(\d{2}):(\d{2})/.exec(zone) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  return date.getTime() + ((h * 60 + mi) * 60 + s) * 1000 + milliseconds - offset;
}
