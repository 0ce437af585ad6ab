/** What request bodies are made of. */
import * as z from 'zod';
import { isTimeZone } from '../domain/time.ts';

export const text = (max: number) => z.string().trim().min(1).max(max);
export const note = z.string().max(4000);
/** One bare address: no display name, comma, quote or line break ever reaches a header. */
export const emailAddress = z
  .string()
  .max(254)
  .regex(
    /^(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/,
    'must be one plain email address such as maya@example.com',
  )
  .transform((email) => email.toLowerCase());
export const phone = z.string().regex(/^\+?[0-9 ().-]{5,30}$/, 'must be a phone number such as +1 303 555 0100');
export const timeZone = z.string().refine(isTimeZone, 'must be an IANA time zone such as America/Denver');
export const date = z.iso.date();
export const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a wall time such as 21:00');
/** Instants are kept and compared as strings of four-digit years: what is derived from one must not leave them. */
export const inOurTime = /^2[01]\d\d-/;
export const ourTime = 'must lie between the years 2000 and 2199';
/** Any offset is accepted; what is kept is UTC with milliseconds. */
export const instant = z.iso
  .datetime({ offset: true })
  .regex(inOurTime, ourTime)
  .transform((value) => new Date(value).toISOString());

const quietHoursMaxMinutes = 14 * 60;
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
export const quietHours = z
  .strictObject({ from: wallTime, to: wallTime })
  .refine(
    ({ from, to }) => (minutesOf(to) - minutesOf(from) + 1440) % 1440 <= quietHoursMaxMinutes,
    'may last 14 hours at the most',
  );

/** Where nobody has said otherwise. */
export const defaultQuietHours = { from: '21:00', to: '08:00' } as const;

export const consentKinds = ['treatment', 'monitor-and-contact', 'email'] as const;
export const careRole = z.enum(['therapist', 'clinician']);

export const vitals = z.strictObject({
  systolicMmHg: z.int().min(40).max(300),
  diastolicMmHg: z.int().min(20).max(200),
  heartRateBpm: z.int().min(20).max(260),
});
const adverseEventCodes = [
  'altered-sense-of-time',
  'anxiety',
  'blurred-vision',
  'diminished-senses',
  'dry-mouth',
  'elevated-blood-pressure-or-heart-rate',
  'elevated-intraocular-or-intracranial-pressure',
  'excitability',
  'loss-of-appetite',
  'mental-confusion',
  'nausea-or-vomiting',
  'nystagmus',
  'restlessness',
  'slurred-speech',
  'synesthesia',
  'urinary-symptoms',
  'accident-or-fall',
  'other',
] as const;
export const adverseEvent = z.strictObject({
  code: z.enum(adverseEventCodes),
  serious: z.boolean(),
  at: instant,
  note: note.optional(),
});
