/** Subjects in English. They are seen on locked phones and pass through many machines: neutral words only (R9). */
import type { TouchpointName } from '../domain/state.ts';
import type { DaysAway, Words } from './words.ts';

function away(days: DaysAway | null): string {
  if (days === 'today' || days === 'tomorrow') return `is ${days}`;
  return days === null ? 'is coming up' : `is in ${days} days`;
}

export const subjectOf: Words['subject'] = (template, about) => {
  const toMonitor = about.audience === 'monitor' ? monitorSubjectOf(template, about) : null;
  if (toMonitor) return toMonitor;
  switch (template) {
    case 'booked':
      return 'Your session is booked';
    case 'booked-late':
      return 'Your session is booked, but not confirmed yet';
    case 'moved':
      return about.newTime ? 'Your session has a new time' : 'Your session has changed';
    case 'cancelled':
      return 'Your session is cancelled';
    case 'not-yet':
      return 'Your session is not confirmed yet';
    case 'confirmed':
      return 'Your session is confirmed';
    case 'on-hold':
      return 'Your sessions are paused';
    case 'resumed':
      return 'Your sessions go on';
    case 'reminder-1d':
    case 'reminder-3d':
    case 'reminder-24h':
    case 'reminder-3h':
      return `Your session ${away(about.days)}`;
    case 'after':
      return 'After your session';
    case 'next-day':
    case 'check-in':
      return 'How are you today?';
    case 'welcome':
      return 'Meet your care team';
    case 'introduction':
      return 'Whom to turn to in your care team';
    case 'measure':
      return 'A few questions for you';
    case 'code':
      return 'Your code';
  }
};

function monitorSubjectOf(
  template: TouchpointName,
  { days, newTime }: { days: DaysAway | null; newTime: boolean },
): string | null {
  switch (template) {
    case 'booked':
      return 'Please be there for a session';
    case 'moved':
      return newTime ? 'The session has a new time' : 'The session has changed';
    case 'cancelled':
      return 'You do not need to come this time';
    case 'not-yet':
      return 'The session is not confirmed yet';
    case 'confirmed':
      return 'The session is confirmed';
    case 'reminder-24h':
      return `The session ${away(days)}`;
    case 'after':
      return 'After the session';
    default:
      return null;
  }
}
