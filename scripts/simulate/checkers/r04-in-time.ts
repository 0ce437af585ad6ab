/** R4: nothing comes too late or at night, reminders stand at their hour, and a late booking waits for a clinician. */
import { type Broken, type Case, type Evidence, rowsOf } from './evidence.ts';
import { Story } from './story.ts';
import { dayOf, instantsOf, isWithin, minuteOfDay } from './wall-clock.ts';

const hourMs = 3_600_000;
/** Clocks of machines differ by seconds. */
const slackMs = 30_000;

export function checkInTime(one: Case, evidence: Evidence): Broken[] {
  const { programId } = one.head;
  const rows = new Map(rowsOf(one).map((row) => [row.key, row]));
  const broken: Broken[] = [];
  for (const mail of one.mails) {
    const row = rows.get(mail.tags.key ?? '');
    const claimedAt = one.events.findLast(
      ({ type, data }) =>
        type === 'message-claimed' && data.key === mail.tags.key && String(data.copy) === mail.tags.copy,
    )?.at;
    if (row && claimedAt && Date.parse(claimedAt) > Date.parse(row.useBy) && !evidence.granted.zonesChanged)
      broken.push({
        rule: 'R4',
        programId,
        what: `${row.key} was claimed at ${claimedAt}, after its useBy ${row.useBy}`,
      });
    if (row && claimedAt && mail.at - Date.parse(claimedAt) > 5 * 60_000)
      broken.push({ rule: 'R4', programId, what: `${row.key} was claimed at ${claimedAt} and sent long after` });
  }
  return [...broken, ...checkReminders(one, evidence), ...checkLate(one)];
}

/** Zone and quiet hours as enrolled; who changed them is left to the other rules. */
function checkReminders(one: Case, evidence: Evidence): Broken[] {
  if (
    evidence.granted.zonesChanged ||
    one.events.some(({ type, data }) => type === 'patient-changed' && (data.timeZone || data.quietHours))
  )
    return [];
  const broken: Broken[] = [];
  const starts = startsOf(one);
  for (const session of one.sessions)
    for (const row of session.touchpoints) {
      const start = starts.get(`${session.sessionId} ${row.revision}`);
      const rule = one.protocol.reminders.find(
        ({ name, audience }) => name === row.name && audience === (session.kind === 'dosing' ? 'dose' : 'therapy'),
      );
      if (!start || !rule || row.resent) continue;
      const wanted = reminderAt(one, start, rule.at);
      const fail = (what: string): void => {
        broken.push({
          rule: 'R4',
          programId: one.head.programId,
          what: `${row.key} for the start ${new Date(start).toISOString()}: ${what}`,
        });
      };
      if (!wanted.includes(Date.parse(row.at)))
        fail(`stands at ${row.at}, not at ${wanted.map((at) => new Date(at).toISOString()).join(' or ')}`);
      const useBy = start - rule.useByHoursBefore * hourMs;
      if (Date.parse(row.useBy) > useBy) fail(`is useful until ${row.useBy}, too long`);
      if (isAtNight(one, Date.parse(row.at))) fail(`stands in the quiet hours, at ${row.at}`);
    }
  return broken;
}

const isAtNight = ({ head: { patient } }: Case, at: number): boolean =>
  isWithin(minuteOfDay(at, patient.timeZone), patient.quietHours);

/** The start of each revision. */
function startsOf(one: Case): Map<string, number> {
  const starts = new Map<string, number>();
  for (const { type, data } of one.events) {
    if (type === 'session-booked')
      starts.set(`${data.sessionId} 1`, Date.parse((data.start as { instant: string }).instant));
    if (type === 'session-moved')
      starts.set(`${data.sessionId} ${data.revision}`, Date.parse((data.to as { instant: string }).instant));
  }
  return starts;
}

function reminderAt(one: Case, start: number, at: { hoursBefore?: number; calendarDaysBefore?: number }): number[] {
  const { timeZone, quietHours } = one.head.patient;
  const nominal =
    at.calendarDaysBefore === undefined
      ? [start - (at.hoursBefore ?? 0) * hourMs]
      : wallTime(
          dayOf(start, timeZone) - at.calendarDaysBefore,
          minuteOfDay(start, timeZone),
          timeZone,
          start,
          at.calendarDaysBefore,
        );
  return nominal.flatMap((instant) => {
    if (!isAtNight(one, instant)) return [instant];
    const [hour = 0, minute = 0] = quietHours.from.split(':').map(Number);
    const evening = hour * 60 + minute - 60;
    const wraps = quietHours.from > quietHours.to;
    const day = dayOf(instant, timeZone) - (wraps && minuteOfDay(instant, timeZone) < hour * 60 + minute ? 1 : 0);
    return evening >= 0
      ? wallTime(day, evening, timeZone, instant, 1)
      : wallTime(day - 1, evening + 1440, timeZone, instant, 1);
  });
}

/** In a gap the clock never shows it: the earlier reading, an hour off. */
function wallTime(day: number, minute: number, timeZone: string, near: number, days: number): number[] {
  const found = instantsOf(day, minute, timeZone);
  const nominal = near - days * 24 * hourMs;
  return found.length > 0 ? found.slice(0, 1) : [nominal - hourMs, nominal, nominal + hourMs];
}

/** A dose booked or moved when a window is open already that nothing had announced is blocked in the same breath. */
function checkLate(one: Case): Broken[] {
  const hours = one.protocol.guidelines.flatMap(({ rule, from }) =>
    rule === 'avoid' && from.anchor === 'planned-start' ? [from.hoursBefore ?? 0] : [],
  );
  if (hours.length === 0) return [];
  const story = new Story(one);
  const broken: Broken[] = [];
  for (const event of one.events) {
    story.tell(event);
    const { type, data, at } = event;
    if (type !== 'session-booked' || data.kind !== 'dosing') continue;
    const left = (Date.parse((data.start as { instant: string }).instant) - Date.parse(at)) / hourMs;
    const blocked = one.events.some(
      (other) =>
        other.type === 'dose-blocked' &&
        other.data.sessionId === data.sessionId &&
        other.data.about === 'late-booking' &&
        other.data.revision === 1 &&
        other.at === at,
    );
    if (left <= Math.max(...hours) - slackMs / hourMs && !blocked)
      broken.push({
        rule: 'R4',
        programId: one.head.programId,
        at,
        what: `${data.sessionId} was booked ${left.toFixed(1)} h ahead and is not blocked`,
      });
    if (left > Math.max(...hours) && blocked)
      broken.push({
        rule: 'R4',
        programId: one.head.programId,
        at,
        what: `${data.sessionId} was booked ${left.toFixed(1)} h ahead and is blocked as late`,
      });
  }
  return broken;
}
