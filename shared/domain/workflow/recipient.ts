/** Who reads a message, and what a person has to tell them where it could not be sent. */
import type { Program, StaffTouchpointName, Touchpoint, TouchpointName } from '../state.ts';

export type Recipient = { name: string; email: string; phone: string };

export function recipientOf({ patient }: Program, { monitor }: Pick<Touchpoint, 'monitor'>): Recipient {
  return monitor ?? patient;
}

const patientTexts: Record<TouchpointName, string> = {
  booked: 'tell the patient of the booked session and its guidelines',
  'booked-late':
    'tell the patient of the session booked late: what can still be followed, and that it is not confirmed yet',
  moved: 'tell the patient that the session was changed, and its guidelines',
  cancelled: 'tell the patient that the session was cancelled, and to take nothing',
  'not-yet': 'tell the patient that the session is not confirmed yet, and to take nothing',
  confirmed: 'tell the patient that the session is confirmed',
  'on-hold': 'tell the patient that the program is on hold',
  resumed: 'tell the patient that the program goes on, and what is booked',
  'reminder-1d': "remind the patient of tomorrow's session",
  'reminder-3d': 'remind the patient of the session in three days and its guidelines',
  'reminder-24h': 'remind the patient of the guidelines that begin 24 hours before the session',
  'reminder-3h': 'remind the patient of the guidelines that begin 3 hours before the session',
  after: 'tell the patient what holds until when after the session',
  'next-day': 'ask the patient how they are on the day after',
  'check-in': 'ask the patient how they are',
  introduction: 'tell the patient who leads their care now, or stands in',
  welcome: 'welcome the patient: say who the care team is, and confirm their address',
  measure: 'ask the patient to answer the questionnaires',
  code: 'help the patient to open their page',
};

const monitorTexts: Partial<Record<Touchpoint['name'], string>> = {
  booked: 'tell the monitor when they are to be present, and what to do',
  moved: 'tell the monitor that the session was changed',
  cancelled: 'tell the monitor that they are not needed',
  'not-yet': 'tell the monitor that the session is not confirmed yet, and that nothing may be taken',
  confirmed: 'tell the monitor that the session is confirmed',
  'reminder-24h': 'remind the monitor of the session, and ask whether they will be there',
  after: 'tell the monitor what holds until when after the session',
};

/** Of a message to a patient or a monitor. */
export function toldWhat({ name, audience }: Pick<Touchpoint, 'name' | 'audience'>): string {
  if (isToStaff(name)) throw new Error('nobody is called instead of a member of staff');
  return (audience === 'monitor' ? monitorTexts[name] : undefined) ?? patientTexts[name];
}

export function isToStaff(name: Touchpoint['name']): name is StaffTouchpointName {
  return name === 'task' || name === 'task-on-call' || name === 'task-overdue';
}
