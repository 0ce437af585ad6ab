/** Where a session could stand: days and wall times in the order of preference, while the clinic is open and nobody is taken. */
import { patientTakenBy } from '../booking.ts';
import type { Change, RefusalCode, Refused } from '../change.ts';
import { isOpenThroughout } from '../opening-hours.ts';
import { type Instant, type SessionStart, type StaffRef, type Weekday, weekdays } from '../state.ts';
import { dateIn, datePlus, daysFrom, plusMinutes, resolveStart, weekdayOf } from '../time.ts';
import type { StaffChoice } from './staff-choice.ts';

export type Preference = {
  daysOfWeek: readonly Weekday[];
  /** Wall times, the first one first. */
  times: readonly string[];
};

/** Dates of the session's zone, both included; the nearer to `target` the better. */
export type Window = { from: string; to: string; target: string };

/** A session of another patient that its staff has to be at. */
export type Taken = { from: Instant; to: Instant; staffIds: readonly string[] };

/** The sessions of other patients, by the weeks that have been read so far (`weekOf`). */
export type Agenda = ReadonlyMap<string, readonly Taken[]>;

export type Reason = {
  code:
    | RefusalCode
    | 'no-day-left'
    | 'day-left-out'
    | 'clinic-closed'
    | 'clock-change'
    | 'patient-taken'
    | 'staff-taken'
    | 'too-close-to-the-dose'
    | 'too-little-notice'
    | 'no-room'
    | 'in-a-group'
    | 'not-where-it-is'
    | 'not-asked-for';
  detail: string;
  /** How many times were tried and failed for this. */
  times: number;
};

export type Search = {
  change: Change;
  agenda: Agenda;
  /** Weeks that nobody has read yet: what stands in them is taken as free for now. */
  unread: Set<string>;
  timeZone: string;
  /** Dates on which nothing is to be. */
  notOn: readonly string[];
};

/** The Monday, in UTC, of the week that an instant lies in. */
export function weekOf(instant: Instant): string {
  const date = instant.slice(0, 10);
  return datePlus(date, -weekdays.indexOf(weekdayOf(date)));
}

type Wanted = {
  /** The session itself, where it has a time already. */
  sessionId: string | null;
  durationMinutes: number;
  staff: StaffChoice;
  preference: Preference;
  window: Window;
  /** What else must hold of a start; a reason where it does not. */
  holds(start: Instant): Pick<Reason, 'code' | 'detail'> | null;
  /** Does it, or says why not. Refused, it has changed nothing. */
  attempt(start: SessionStart, staff: readonly StaffRef[]): Refused | undefined;
};

export type Tried = { ok: true; preferred: boolean } | { ok: false; reasons: readonly Reason[] };

/** The first slot that holds, done; or what stood against each. */
export function findSlot(search: Search, wanted: Wanted): Tried {
  const reasons = new Map<string, Reason>();
  const note = ({ code, detail }: Pick<Reason, 'code' | 'detail'>): void => {
    const known = reasons.get(code);
    reasons.set(code, known ? { ...known, times: known.times + 1 } : { code, detail, times: 1 });
  };
  const days = daysOf(wanted.window, wanted.preference);
  if (days.length === 0)
    note({ code: 'no-day-left', detail: `No day is left from ${wanted.window.from} to ${wanted.window.to}.` });
  for (const { date, preferred } of days)
    for (const time of wanted.preference.times) {
      const resolved = resolveSlot(`${date}T${time}`, search.timeZone);
      const against = resolved.ok ? trySlot(search, wanted, resolved.start) : resolved.reason;
      if (!against) return { ok: true, preferred };
      note(against);
    }
  return { ok: false, reasons: [...reasons.values()] };
}

/** Preferred weekdays come first, all of them; of the rest, too, the nearest to the target. */
function daysOf({ from, to, target }: Window, { daysOfWeek }: Preference): { date: string; preferred: boolean }[] {
  const count = daysFrom(from, to) + 1;
  const days = Array.from({ length: Math.max(0, count) }, (_, index) => {
    const date = datePlus(from, index);
    return { date, preferred: daysOfWeek.includes(weekdayOf(date)), distance: Math.abs(daysFrom(target, date)) };
  });
  return days.sort((a, b) => Number(b.preferred) - Number(a.preferred) || a.distance - b.distance);
}

type Resolved = { ok: true; start: SessionStart } | { ok: false; reason: Pick<Reason, 'code' | 'detail'> };

/** A time that the clocks skip is no slot; of one that they repeat, the earlier. */
function resolveSlot(at: string, timeZone: string): Resolved {
  const resolved = resolveStart(at, timeZone);
  if (resolved.ok) return resolved;
  const offer = resolved.code === 'ambiguous-time' ? resolved.offers[0] : undefined;
  const again = offer && resolveStart(at, timeZone, offer.offset);
  if (again?.ok) return again;
  return { ok: false, reason: { code: 'clock-change', detail: `The clocks skip ${at} in ${timeZone}.` } };
}

function trySlot(search: Search, wanted: Wanted, start: SessionStart): Pick<Reason, 'code' | 'detail'> | null {
  const against = whyNot(search, wanted, start);
  if (against) return against;
  const chosen = wanted.staff((one) => isFree(search, one, wanted.durationMinutes, start), start.at);
  return chosen.ok ? (wanted.attempt(start, chosen.staff)?.refusal ?? null) : chosen.against;
}

function whyNot(search: Search, wanted: Wanted, start: SessionStart): Pick<Reason, 'code' | 'detail'> | null {
  const { clinic } = search.change.context;
  const from = start.instant;
  const to = plusMinutes(from, wanted.durationMinutes);
  const date = dateIn(from, start.timeZone);
  if (search.notOn.includes(date)) return { code: 'day-left-out', detail: `${date} is one of \`notOn\`.` };
  if (!isOpenThroughout(clinic, from, to))
    return { code: 'clinic-closed', detail: `The clinic is not open throughout, such as from ${start.at} on.` };
  const own = patientTakenBy(search.change.program, wanted.sessionId, from, to);
  if (own)
    return { code: 'patient-taken', detail: `The patient has another session then, such as at ${own.start.at}.` };
  return wanted.holds(from);
}

function isFree(
  search: Search,
  { staffId }: StaffRef,
  durationMinutes: number,
  { instant: from }: SessionStart,
): boolean {
  const to = plusMinutes(from, durationMinutes);
  const week = weekOf(from);
  const known = search.agenda.get(week);
  if (!known) {
    search.unread.add(week);
    return true;
  }
  return !known.some((one) => one.from < to && from < one.to && one.staffIds.includes(staffId));
}
