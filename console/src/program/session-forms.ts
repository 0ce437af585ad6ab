/** What the forms of a session hold, and how it becomes a request. */
import { Temporal } from 'temporal-polyfill';
import type { components } from '../api/schema.d.ts';
import type { Field, Values } from '../parts/command.tsx';

type Schemas = components['schemas'];
export type CancelRequest = Schemas['CancelRequest'];
export type ClearanceRequest = Schemas['ClearanceRequest'];
export type DecisionRequest = Schemas['DecisionRequest'];
export type OutcomeRequest = Schemas['OutcomeRequest'];
export type StartRequest = Schemas['StartRequest'];
type CancelReason = CancelRequest['reason'];

const cancelReasons: readonly { value: CancelReason; text: string }[] = [
  { value: 'patient-request', text: 'The patient asked for it' },
  { value: 'clinic-request', text: 'The clinic asked for it' },
  { value: 'illness', text: 'Illness' },
  { value: 'not-cleared', text: 'Not cleared' },
  { value: 'other', text: 'Other' },
];

export const cancelFields: readonly Field[] = [
  { name: 'reason', label: 'Reason', kind: 'choice', choices: cancelReasons, required: true },
  { name: 'note', label: 'Note', kind: 'text' },
];

export const cancelRequestOf = ({ reason, note }: Values): CancelRequest => ({
  reason: reason as CancelReason,
  ...(note ? { note } : {}),
});

/** Another start, by the clock of the zone that it was booked in. */
export const moveFields = ({ at, timeZone }: { at: string; timeZone: string }): readonly Field[] => [
  {
    name: 'at',
    label: 'New start',
    hint: `By the clock of ${timeZone}`,
    kind: 'wall-time',
    initial: at,
    required: true,
  },
];

export const outcomes = [
  { value: 'completed', text: 'Completed' },
  { value: 'stopped-early', text: 'Stopped early' },
  { value: 'no-show', text: 'The patient did not come' },
] as const;

export const vitalsFields: readonly Field[] = [
  { name: 'systolic', label: 'Systolic, mmHg', kind: 'number' },
  { name: 'diastolic', label: 'Diastolic, mmHg', kind: 'number' },
  { name: 'heartRate', label: 'Heart rate, bpm', kind: 'number' },
];

export const vitalsOf = ({ systolic, diastolic, heartRate }: Values) => ({
  systolicMmHg: Number(systolic),
  diastolicMmHg: Number(diastolic),
  heartRateBpm: Number(heartRate),
});

/** "2027-01-20T10:00" by the clock of that zone. */
export const wallTimeIn = (instant: string, timeZone: string): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' });

/** The instant at which clocks of that zone show this; what is no time goes as it is, for the server to say so. */
export function instantIn(wallTime: string, timeZone: string): string {
  try {
    const zoned = Temporal.PlainDateTime.from(wallTime).toZonedDateTime(timeZone, { disambiguation: 'earlier' });
    return zoned.toInstant().toString();
  } catch (error) {
    if (error instanceof RangeError) return wallTime;
    throw error;
  }
}
