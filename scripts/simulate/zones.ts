/** Time-zone data that changes: the rule book's copy asks here which zone's rules hold for a zone now. */
import type { Patch } from './code-copies.ts';

type Rules = Record<string, string>;
const rules = globalThis as unknown as { simulatedZones?: Rules };

export function setZoneRules(of: Rules): void {
  rules.simulatedZones = of;
}

/** A country gives up its clock changes, or moves to another zone, with days of notice. */
export const changes: readonly Rules[] = [
  { 'America/Denver': 'America/Phoenix' },
  { 'Europe/Berlin': 'Africa/Lagos' },
  { 'America/Sao_Paulo': 'America/Noronha' },
  { 'America/New_York': 'America/Halifax' },
];

const file = 'shared/domain/time.ts';
const asked = (zone: string): string => `((globalThis as any).simulatedZones?.[${zone}] ?? ${zone})`;

export const zonePatches: readonly Patch[] = [
  { file, find: 'toZonedDateTimeISO(zone)', replace: `toZonedDateTimeISO(${asked('zone')})`, everywhere: true },
  { file, find: 'toZonedDateTime(zone,', replace: `toZonedDateTime(${asked('zone')},`, everywhere: true },
  { file, find: 'toZonedDateTime(timeZone,', replace: `toZonedDateTime(${asked('timeZone')},`, everywhere: true },
  {
    file,
    find: 'toZonedDateTime(start.timeZone,',
    replace: `toZonedDateTime(${asked('start.timeZone')},`,
    everywhere: true,
  },
];
