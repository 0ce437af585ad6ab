import type { Guideline, Protocol } from '../domain/protocol.ts';
import { ketamineSafety } from './ketamine-safety.ts';

// "Seed" is the article that this protocol follows: guidelines of its section "To promote positive outcomes and ensure safety".
const seed = 'What is Psychedelic-Assisted Psychotherapy (PAP)?, treatment guidelines, 2022-04-28';
const own = 'Our number: the article says to avoid alcohol and hangovers without naming a time.';

const avoidBefore = (id: string, subject: Guideline['subject'], hoursBefore: number, source = seed): Guideline => ({
  id,
  subject,
  rule: 'avoid',
  from: { anchor: 'planned-start', hoursBefore },
  until: { anchor: 'actual-end' },
  source,
});

/** Six ketamine doses at home, a week apart, with a monitor. */
export const ketamineHome: Protocol = {
  id: 'ketamine-home',
  version: 1,
  title: 'Ketamine at home, six doses',
  medicine: 'ketamine',
  legalBasis: null,
  modalities: ['talk', 'cbt', 'somatic', 'emdr', 'group'],
  setting: 'home',
  ageMinYears: 18,
  screening: {
    contraindications: [
      'allergic-to-ketamine',
      'psychosis-or-mania',
      'uncontrolled-high-blood-pressure',
      'serious-heart-problem',
      'severe-breathing-problem',
      'history-of-elevated-intraocular-or-intracranial-pressure',
      'history-of-hyperthyroidism',
      'other-serious-medical-illness',
      'pregnant-nursing-or-trying',
    ],
    cautions: [
      'personal-or-family-history-of-psychosis',
      'schizophrenia-personality-or-other-serious-mental-disorder',
      'urinary-symptoms',
      'substance-dependency',
    ],
    validDays: 180,
  },
  medicines: [
    { code: 'benzodiazepine', planNeeded: true },
    { code: 'stimulant', planNeeded: true },
    { code: 'antihypertensive', planNeeded: false },
    { code: 'alcohol-daily', planNeeded: true },
  ],
  consents: { required: ['treatment', 'monitor-and-contact'], optional: ['email'], validDays: 365 },
  careTeam: {
    roles: [
      { role: 'therapist', licensed: true, leads: true },
      { role: 'clinician', licensed: false, leads: false },
    ],
    dueDays: 7,
  },
  preparation: { sessionsMin: 2, beforeFirstDose: { hoursMin: 24, daysMax: 90 }, intentionsMin: 1, dueDays: 30 },
  dosing: {
    doses: 6,
    reviewEveryDoses: null,
    spacing: [{ fromDose: 2, minDays: 3, targetDays: 7, maxDays: 14 }],
    lapseDays: 84,
    staff: [],
    minimumStay: [],
    overridable: [],
    tasksAfterDose: [],
    startAllowedMinutes: { before: 15, after: 120 },
    vitalsMax: { systolicMmHg: 140, diastolicMmHg: 90 },
    clearanceChecks: [
      'monitor-present',
      'transport-arranged',
      'guidelines-confirmed',
      'blood-pressure-controlled',
      'no-new-contraindication',
    ],
    clearanceValidHours: 24,
    undocumentedAfterHours: 2,
    endEstimateAfterMinutes: 60,
    dueDays: 14,
  },
  integration: { sessionsPerDose: 1, required: true, earliestHours: 0, withinDays: 7, dueDays: 7 },
  ongoing: { closingSessions: 1, dueDays: 30, reviewDays: 90 },
  therapy: { undocumentedAfterHours: 24 },
  guidelines: [
    avoidBefore('no-benzodiazepines', 'benzodiazepine', 24),
    avoidBefore('no-stimulants', 'stimulant', 24),
    avoidBefore('no-alcohol', 'alcohol', 24, own),
    avoidBefore('no-solid-food', 'solid-food', 3),
    avoidBefore('no-liquids', 'liquids', 1),
    {
      id: 'keep-antihypertensives',
      subject: 'antihypertensive',
      rule: 'continue',
      from: { anchor: 'planned-start', hoursBefore: 24 },
      until: { anchor: 'actual-end' },
      source: seed,
    },
    {
      id: 'monitor-present',
      subject: 'monitor',
      rule: 'have',
      from: { anchor: 'actual-start' },
      until: { anchor: 'actual-end' },
      source: seed,
    },
    {
      id: 'no-vehicle',
      subject: 'vehicle-or-machinery',
      rule: 'avoid',
      from: { anchor: 'actual-start' },
      until: { anchor: 'night-of-sleep', hoursAfterEnd: 8, wallTime: '08:00' },
      source: seed,
    },
  ],
  reminders: [
    { name: 'reminder-1d', audience: 'therapy', at: { calendarDaysBefore: 1 }, useByHoursBefore: 0 },
    { name: 'reminder-3d', audience: 'dose', at: { calendarDaysBefore: 3 }, useByHoursBefore: 24, asksToConfirm: true },
    {
      name: 'reminder-24h',
      audience: 'dose',
      at: { hoursBefore: 26 },
      useByHoursBefore: 24,
      alsoMonitor: true,
      asksToConfirm: true,
    },
    { name: 'reminder-3h', audience: 'dose', at: { hoursBefore: 5 }, useByHoursBefore: 3 },
  ],
  nextDay: { wallTime: '10:00', hoursAfterEnd: 8, useByHours: 24 },
  confirmation: { hoursBefore: 12 },
  checkIns: { days: [0], answerBy: '18:00' },
  measures: {
    instruments: ['phq-9', 'gad-7'],
    points: [{ at: 'before-first-dose' }, { at: 'after-dose', dose: 2 }, { at: 'after-last-dose' }, { at: 'closing' }],
  },
  safetyInformation: ketamineSafety,
};
