/**
 * Schedules as published, for clinics and trials where they are lawful: a medical director reads, changes and approves them.
 * Numbers and sources; not medical advice.
 */
import type { Guideline, Protocol, Reminder } from '../domain/protocol.ts';
import { ketamineHome } from './ketamine-home.ts';

const start = (hoursBefore: number): Guideline['from'] => ({ anchor: 'planned-start', hoursBefore });
const end: Guideline['until'] = { anchor: 'actual-end' };

function avoid(
  subject: Guideline['subject'],
  hoursBefore: number,
  source: string,
  words?: Guideline['words'],
): Guideline {
  return {
    id: `no-${subject}`,
    subject,
    rule: 'avoid',
    from: start(hoursBefore),
    until: end,
    source,
    ...(words ? { words } : {}),
  };
}

function noVehicle(
  source: string,
  until: Guideline['until'] = { anchor: 'night-of-sleep', hoursAfterEnd: 8, wallTime: '08:00' },
): Guideline {
  return {
    id: 'no-vehicle',
    subject: 'vehicle-or-machinery',
    rule: 'avoid',
    from: { anchor: 'actual-start' },
    until,
    source,
  };
}

const withMonitor = (source: string): Guideline => ({
  id: 'monitor-present',
  subject: 'monitor',
  rule: 'have',
  from: { anchor: 'actual-start' },
  until: end,
  source,
});

const rideHome = (source: string): Guideline => ({
  id: 'ride-home',
  subject: 'ride-home',
  rule: 'have',
  from: { anchor: 'actual-start' },
  until: end,
  source,
  words: { en: 'Have somebody who takes you home', es: 'Tenga a alguien que le lleve a casa' },
});

/** Two hours before each of the windows that open early enough to be told of. */
function remindersFor(windowHours: readonly number[]): Reminder[] {
  const [first = 24, second] = windowHours;
  const therapy = ketamineHome.reminders.filter(({ audience }) => audience === 'therapy');
  return [
    ...therapy,
    {
      name: 'reminder-3d',
      audience: 'dose',
      at: { calendarDaysBefore: 3 },
      useByHoursBefore: first,
      asksToConfirm: true,
    },
    {
      name: 'reminder-24h',
      audience: 'dose',
      at: { hoursBefore: first + 2 },
      useByHoursBefore: first,
      alsoMonitor: true,
      asksToConfirm: true,
    },
    ...(second === undefined
      ? []
      : [
          {
            name: 'reminder-3h' as const,
            audience: 'dose' as const,
            at: { hoursBefore: second + 2 },
            useByHoursBefore: second,
          },
        ]),
  ];
}

const clinicalChecks = ['monitor-present', 'transport-arranged', 'guidelines-confirmed', 'no-new-contraindication'];

const infusion =
  'Published pages of intravenous ketamine clinics (mdinfusions.com, ketamine-infusion.com, ketwell.com)';
const spravato = 'spravatohcp.com, dosing; Spravato REMS';
const mapp2 = 'MAPP2, NCT04077437; Nat Med 2021, s41591-021-01336-3';
const imperial = 'Imperial College, psilocybin against escitalopram: two doses of 25 mg, three weeks apart';
// Not published: a medical director puts their own in place.
const ownFasting =
  'Our number: what we read of the trial asks for fasting without naming hours, or says nothing of it.';
const ownAlcohol = 'Our number: what we read of the trial says nothing of alcohol.';
const ownNight =
  'Our rule: what we read of the trial says that patients are driven home, not for how long they do not drive.';
const oregon = 'OAR 333-333-5000, -5050, -5150, -5250 (rules of 1 January 2025)';

export const ketamineInfusion: Protocol = {
  ...ketamineHome,
  id: 'ketamine-infusion',
  title: 'Ketamine infusions, six in two to three weeks',
  setting: 'clinic',
  preparation: { ...ketamineHome.preparation, sessionsMin: 1 },
  dosing: {
    ...ketamineHome.dosing,
    spacing: [{ fromDose: 2, minDays: 2, targetDays: 3, maxDays: 7 }],
    lapseDays: 42,
    staff: [{ anyOf: ['clinician'], count: 1 }],
    minimumStay: [{ belowMg: null, minutes: 60 }],
  },
  integration: { ...ketamineHome.integration, required: false },
  guidelines: [
    avoid('alcohol', 12, infusion),
    avoid('solid-food', 6, infusion),
    avoid('liquids', 2, infusion),
    ...ketamineHome.guidelines.filter(({ subject }) => subject === 'antihypertensive'),
    withMonitor(infusion),
    noVehicle(infusion, { anchor: 'hours-after-end', hours: 24 }),
    rideHome(infusion),
  ],
  reminders: remindersFor([12, 6]),
};

export const esketamineClinic: Protocol = {
  ...ketamineHome,
  id: 'esketamine-clinic',
  title: 'Esketamine nasal spray at a certified clinic',
  medicine: 'esketamine',
  setting: 'clinic',
  preparation: { ...ketamineHome.preparation, sessionsMin: 1 },
  dosing: {
    ...ketamineHome.dosing,
    doses: null,
    reviewEveryDoses: 8,
    // Twice a week for four weeks, once a week for four, then every week or every second one.
    spacing: [
      { fromDose: 2, minDays: 1, targetDays: 3, maxDays: 7 },
      { fromDose: 9, minDays: 5, targetDays: 7, maxDays: 14 },
      { fromDose: 13, minDays: 5, targetDays: 14, maxDays: 21 },
    ],
    lapseDays: 42,
    staff: [{ anyOf: ['clinician'], count: 1 }],
    minimumStay: [{ belowMg: null, minutes: 120 }],
    vitalsDueMinutes: [40],
    clearanceChecks: [...clinicalChecks, 'registry-enrolled', 'blood-pressure-controlled'],
    tasksAfterDose: [{ text: 'Send the monitoring form to the registry.', dueDays: 7, source: spravato }],
  },
  integration: { ...ketamineHome.integration, required: false },
  guidelines: [
    avoid('solid-food', 2, spravato),
    avoid('nasal-spray', 1, spravato, {
      en: 'No nasal steroid or decongestant from then on',
      es: 'Ningún aerosol nasal con esteroides ni descongestivo desde entonces',
    }),
    avoid('liquids', 0.5, spravato),
    ...ketamineHome.guidelines.filter(({ subject }) => subject === 'antihypertensive'),
    withMonitor(spravato),
    noVehicle(spravato),
    rideHome(spravato),
  ],
  reminders: remindersFor([2]),
  safetyInformation: [],
};

export const mdmaPtsd: Protocol = {
  ...ketamineHome,
  id: 'mdma-ptsd',
  title: 'MDMA for post-traumatic stress, three day-long doses',
  medicine: 'mdma',
  legalBasis: null,
  setting: 'clinic',
  medicines: [
    { code: 'ssri-or-snri', planNeeded: true },
    { code: 'maoi', planNeeded: true },
    { code: 'stimulant', planNeeded: true },
    { code: 'alcohol-daily', planNeeded: true },
    { code: 'antihypertensive', planNeeded: true },
  ],
  screening: {
    ...ketamineHome.screening,
    contraindications: [
      'psychosis-or-mania',
      'uncontrolled-high-blood-pressure',
      'serious-heart-problem',
      'pregnant-nursing-or-trying',
      'other-serious-medical-illness',
    ],
  },
  preparation: { ...ketamineHome.preparation, sessionsMin: 3 },
  dosing: {
    ...ketamineHome.dosing,
    doses: 3,
    spacing: [{ fromDose: 2, minDays: 21, targetDays: 28, maxDays: 42 }],
    lapseDays: 90,
    amounts: [
      { mg: 80, supplement: { mg: 40, fromMinutes: 90, untilMinutes: 120 } },
      { mg: 120, supplement: { mg: 60, fromMinutes: 90, untilMinutes: 120 } },
    ],
    staff: [
      { anyOf: ['therapist'], count: 1 },
      { anyOf: ['therapist', 'clinician'], count: 1 },
    ],
    minimumStay: [{ belowMg: null, minutes: 12 * 60 }],
    clearanceChecks: [...clinicalChecks, 'pregnancy-test-negative', 'medicines-tapered', 'blood-pressure-controlled'],
    dueDays: 42,
  },
  integration: { sessionsPerDose: 3, required: true, earliestHours: 12, withinDays: 28, dueDays: 28 },
  guidelines: [
    avoid('alcohol', 24, ownAlcohol),
    avoid('solid-food', 10, ownFasting),
    withMonitor(mapp2),
    noVehicle(ownNight),
    rideHome(mapp2),
  ],
  reminders: remindersFor([24, 10]),
  checkIns: { days: [0, 1, 2, 3, 4, 5, 6], answerBy: '18:00' },
  measures: {
    ...ketamineHome.measures,
    points: [
      { at: 'before-first-dose' },
      { at: 'after-last-dose' },
      { at: 'after-enrollment', days: 18 * 7 },
      { at: 'closing' },
    ],
  },
  safetyInformation: [],
};

export const psilocybinTwoDose: Protocol = {
  ...mdmaPtsd,
  id: 'psilocybin-two-dose',
  title: 'Psilocybin, two doses three weeks apart',
  medicine: 'psilocybin',
  medicines: [
    { code: 'ssri-or-snri', planNeeded: true },
    { code: 'lithium', planNeeded: true },
    { code: 'alcohol-daily', planNeeded: true },
  ],
  preparation: { ...ketamineHome.preparation, sessionsMin: 2 },
  dosing: {
    ...mdmaPtsd.dosing,
    doses: 2,
    spacing: [{ fromDose: 2, minDays: 19, targetDays: 21, maxDays: 28 }],
    lapseDays: 60,
    amounts: [{ mg: 25 }],
    minimumStay: [{ belowMg: null, minutes: 6 * 60 }],
    dueDays: 28,
  },
  integration: { sessionsPerDose: 1, required: true, earliestHours: 12, withinDays: 14, dueDays: 14 },
  guidelines: [
    avoid('alcohol', 24, ownAlcohol),
    avoid('solid-food', 3, ownFasting),
    withMonitor(imperial),
    noVehicle(ownNight),
    rideHome(imperial),
  ],
  reminders: remindersFor([24, 3]),
  checkIns: { days: [0, 2, 6, 13], answerBy: '18:00' },
  measures: ketamineHome.measures,
};

export const psilocybinOregon: Protocol = {
  ...psilocybinTwoDose,
  id: 'psilocybin-oregon',
  title: 'Psilocybin services in Oregon',
  legalBasis: null,
  ageMinYears: 21,
  medicines: [{ code: 'lithium', planNeeded: true }],
  screening: {
    ...ketamineHome.screening,
    contraindications: ['lithium-in-the-last-30-days', 'thoughts-of-causing-harm', 'active-psychosis'],
    cautions: [],
  },
  preparation: { sessionsMin: 1, beforeFirstDose: { hoursMin: 24, daysMax: 90 }, intentionsMin: 0, dueDays: 30 },
  dosing: {
    ...ketamineHome.dosing,
    doses: null,
    reviewEveryDoses: 1,
    spacing: [{ fromDose: 2, minDays: 1, targetDays: 28, maxDays: 89 }],
    lapseDays: 90,
    staff: [{ anyOf: ['therapist'], count: 1 }],
    minimumStay: [
      { belowMg: 2.5, minutes: 60, laterMinutes: 30 },
      { belowMg: 5, minutes: 60 },
      { belowMg: 10, minutes: 120 },
      { belowMg: 25, minutes: 240 },
      { belowMg: 35.001, minutes: 300 },
      { belowMg: null, minutes: 360 },
    ],
    clearanceChecks: [
      'client-information-form',
      'transport-plan-signed',
      'product-recorded',
      'no-new-contraindication',
    ],
    dueDays: 28,
  },
  // It must be offered, and may be declined.
  integration: { sessionsPerDose: 1, required: false, earliestHours: 0, withinDays: 7, dueDays: 7 },
  guidelines: [withMonitor(oregon), noVehicle(oregon), rideHome(oregon)],
  reminders: [
    ...ketamineHome.reminders.filter(({ audience }) => audience === 'therapy'),
    { name: 'reminder-3d', audience: 'dose', at: { calendarDaysBefore: 3 }, useByHoursBefore: 0, asksToConfirm: true },
    {
      name: 'reminder-24h',
      audience: 'dose',
      at: { calendarDaysBefore: 1 },
      useByHoursBefore: 0,
      alsoMonitor: true,
      asksToConfirm: true,
    },
  ],
  checkIns: { days: [0, 2, 6], answerBy: '18:00' },
};

export const templates: readonly Protocol[] = [
  ketamineInfusion,
  esketamineClinic,
  mdmaPtsd,
  psilocybinTwoDose,
  psilocybinOregon,
];
