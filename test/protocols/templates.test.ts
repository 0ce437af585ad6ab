/** Protocols as data: the built-in ones, every row of published numbers, and what a protocol must not say. */
import { describe, expect, test } from 'vitest';
import { protocolDocument, toProtocol } from '../../shared/contracts/protocol.ts';
import type { Guideline, Protocol, Spacing } from '../../shared/domain/protocol.ts';
import { approvalFaults, protocolFaults } from '../../shared/domain/protocol-faults.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import {
  esketamineClinic,
  ketamineInfusion,
  mdmaPtsd,
  psilocybinOregon,
  psilocybinTwoDose,
  templates,
} from '../../shared/protocols/templates.ts';

const builtIn = [ketamineHome, ...templates];
const every = (days: number, maxDays = days + 7, minDays = days): Spacing[] => [
  { fromDose: 2, minDays, targetDays: days, maxDays },
];
const single = (protocol: Protocol): Protocol => ({
  ...protocol,
  dosing: { ...protocol.dosing, doses: 1 },
  measures: { ...protocol.measures, points: [{ at: 'before-first-dose' }, { at: 'after-last-dose' }] },
});

/** The document as a clinic sends it, and as it comes back. */
function roundTrip(protocol: Protocol): Protocol {
  const { version, ...document } = protocol;
  return toProtocol(protocolDocument.parse(JSON.parse(JSON.stringify(document))), version);
}

describe('a built-in protocol', () => {
  test.each(builtIn.map((one) => [one.id, one] as const))(
    '%s has the shape that is sent, and no fault',
    (_, protocol) => {
      expect(roundTrip(protocol)).toEqual(protocol);
      expect(protocolFaults(protocol)).toEqual([]);
    },
  );

  test('has a source for every guideline', () => {
    for (const { guidelines } of builtIn)
      for (const { source } of guidelines) expect(source.length).toBeGreaterThan(10);
  });

  test('marks as its own the numbers that its sources do not give', () => {
    for (const { guidelines } of [mdmaPtsd, psilocybinTwoDose])
      for (const { id, from, until, source } of guidelines) {
        const own = 'hoursBefore' in from || until.anchor !== 'actual-end';
        expect([id, /^Our (number|rule): /.test(source)]).toEqual([id, own]);
      }
  });

  test.each(['mdma-ptsd', 'psilocybin-two-dose', 'psilocybin-oregon'])(
    '%s cannot be approved without its legal basis',
    (id) => {
      const protocol = templates.find((one) => one.id === id);
      if (!protocol) throw new Error('no template');
      expect(approvalFaults(protocol)).toMatchObject([{ path: 'legalBasis' }]);
      expect(approvalFaults({ ...protocol, legalBasis: 'NCT04077437' })).toEqual([]);
    },
  );

  test.each([ketamineHome, ketamineInfusion, esketamineClinic].map((one) => [one.id, one] as const))(
    '%s needs none',
    (_, protocol) => {
      expect(approvalFaults(protocol)).toEqual([]);
    },
  );
});

/** reference/protocols.md, row by row: its numbers, as data alone. */
const rows: readonly (readonly [row: string, Protocol])[] = [
  ['MDMA-AT phase 3 (MAPP2)', mdmaPtsd],
  [
    'MAPS manual 2005: a call on each of seven days',
    { ...mdmaPtsd, checkIns: { days: [0, 1, 2, 3, 4, 5, 6], answerBy: '18:00' } },
  ],
  ['MDMA for social anxiety (SAMATI), two doses', { ...mdmaPtsd, dosing: { ...mdmaPtsd.dosing, doses: 2 } }],
  ['COMP005: one dose', single(psilocybinTwoDose)],
  [
    'COMP006: two fixed doses of 25, 10 or 1 mg, three weeks apart',
    {
      ...psilocybinTwoDose,
      dosing: { ...psilocybinTwoDose.dosing, spacing: every(21), amounts: [{ mg: 25 }, { mg: 10 }, { mg: 1 }] },
    },
  ],
  ['Imperial: two doses, three weeks apart', psilocybinTwoDose],
  [
    'Usona: one dose, a baseline of seven days at the most, checks on days 2, 8, 15, 29, 43',
    {
      ...single(psilocybinTwoDose),
      screening: { ...psilocybinTwoDose.screening, validDays: 7 },
      checkIns: { days: [1, 7, 14, 28, 42], answerBy: '18:00' },
    },
  ],
  [
    'Psilocybin for alcohol use: two doses, four weeks apart, the second one may be higher',
    {
      ...psilocybinTwoDose,
      dosing: {
        ...psilocybinTwoDose.dosing,
        spacing: every(28),
        amounts: [{ mg: 30 }, { mg: 40, fromDose: 2 }],
      },
    },
  ],
  [
    'Yale: two doses of eight hours',
    { ...psilocybinTwoDose, dosing: { ...psilocybinTwoDose.dosing, minimumStay: [{ belowMg: null, minutes: 480 }] } },
  ],
  ['Spravato: a cadence that changes, a form after each session', esketamineClinic],
  [
    'Mindbloom: six at home, a week apart, a lapse after twelve; the first two guided',
    {
      ...ketamineHome,
      dosing: { ...ketamineHome.dosing, staff: [{ anyOf: ['therapist'], count: 1, untilDose: 2 }] },
    },
  ],
  [
    'Renewals at Mindbloom: weekly to monthly after the first six, a consult and one integration for every six',
    {
      ...ketamineHome,
      dosing: {
        ...ketamineHome.dosing,
        doses: null,
        reviewEveryDoses: 6,
        spacing: [
          { fromDose: 2, minDays: 3, targetDays: 7, maxDays: 14 },
          { fromDose: 7, minDays: 7, targetDays: 14, maxDays: 31 },
        ],
        staff: [{ anyOf: ['therapist'], count: 1, untilDose: 2 }],
      },
      integration: { ...ketamineHome.integration, everyDoses: [{ fromDose: 7, doses: 6 }] },
      measures: { ...ketamineHome.measures, points: [{ at: 'before-first-dose' }, { at: 'closing' }] },
    },
  ],
  ['Intravenous ketamine: every two to three days', ketamineInfusion],
  [
    'KAP, Journey Clinical: three hours, no driving until the following day',
    { ...ketamineHome, dosing: { ...ketamineHome.dosing, minimumStay: [{ belowMg: null, minutes: 180 }] } },
  ],
  ['Oregon: a stay by the amount, integration offered', psilocybinOregon],
  [
    'Colorado: transport plan and safety screen',
    {
      ...psilocybinOregon,
      dosing: {
        ...psilocybinOregon.dosing,
        clearanceChecks: ['safety-screen', 'touch-contract', 'transport-plan-signed', 'product-recorded'],
      },
    },
  ],
  [
    'Aftercare at 24 h, 72 h, 1 week, 2 weeks, 1 and 3 months',
    { ...psilocybinTwoDose, checkIns: { days: [0, 2, 6, 13, 29, 89], answerBy: '18:00' } },
  ],
];

/** What each row says in numbers; the first words of the row. */
const numbers: readonly (readonly [row: string, numbers: object])[] = [
  [
    'MDMA-AT phase 3',
    {
      preparation: { sessionsMin: 3 },
      dosing: {
        doses: 3,
        amounts: [
          { mg: 80, supplement: { mg: 40, fromMinutes: 90, untilMinutes: 120 } },
          { mg: 120, supplement: { mg: 60, fromMinutes: 90, untilMinutes: 120 } },
        ],
      },
      integration: { sessionsPerDose: 3 },
      ongoing: { closingSessions: 1 },
      measures: {
        points: [
          { at: 'before-first-dose' },
          { at: 'after-last-dose' },
          { at: 'after-enrollment', days: 126 },
          { at: 'closing' },
        ],
      },
    },
  ],
  ['MAPS manual 2005', { checkIns: { days: [0, 1, 2, 3, 4, 5, 6] } }],
  ['MDMA for social anxiety', { dosing: { doses: 2 } }],
  ['COMP005', { dosing: { doses: 1 } }],
  [
    'COMP006',
    { dosing: { doses: 2, spacing: [{ fromDose: 2, targetDays: 21 }], amounts: [{ mg: 25 }, { mg: 10 }, { mg: 1 }] } },
  ],
  ['Imperial', { dosing: { doses: 2, spacing: [{ fromDose: 2, targetDays: 21 }], amounts: [{ mg: 25 }] } }],
  ['Usona', { dosing: { doses: 1 }, screening: { validDays: 7 }, checkIns: { days: [1, 7, 14, 28, 42] } }],
  [
    'Psilocybin for alcohol use',
    {
      dosing: { doses: 2, spacing: [{ fromDose: 2, targetDays: 28 }], amounts: [{ mg: 30 }, { mg: 40, fromDose: 2 }] },
    },
  ],
  ['Yale', { dosing: { doses: 2, minimumStay: [{ minutes: 480 }] } }],
  [
    'Mindbloom',
    { dosing: { doses: 6, spacing: [{ minDays: 3, targetDays: 7 }], lapseDays: 84, staff: [{ untilDose: 2 }] } },
  ],
  [
    'Renewals at Mindbloom',
    { dosing: { doses: null, reviewEveryDoses: 6 }, integration: { everyDoses: [{ fromDose: 7, doses: 6 }] } },
  ],
  [
    'Colorado',
    { dosing: { clearanceChecks: ['safety-screen', 'touch-contract', 'transport-plan-signed', 'product-recorded'] } },
  ],
  ['Intravenous ketamine', { dosing: { doses: 6, spacing: [{ minDays: 2, targetDays: 3 }] } }],
  ['KAP', { dosing: { minimumStay: [{ minutes: 180 }] } }],
  [
    'Oregon',
    { preparation: { sessionsMin: 1, beforeFirstDose: { hoursMin: 24, daysMax: 90 } }, dosing: { doses: null } },
  ],
  ['Aftercare', { checkIns: { days: [0, 2, 6, 13, 29, 89] } }],
];

test.each(numbers)('%s has the numbers of its row', (row, expected) => {
  const found = rows.find(([name]) => name.startsWith(row));
  expect(found?.[1]).toMatchObject(expected);
});

test('Spravato: twice a week, weekly, then every second week', () => {
  expect(esketamineClinic.dosing.spacing.map(({ fromDose, targetDays }) => [fromDose, targetDays])).toEqual([
    [2, 3],
    [9, 7],
    [13, 14],
  ]);
});

test('Spravato: two hours at the clinic, blood pressure at 40 minutes, a form within a week', () => {
  expect(esketamineClinic.dosing).toMatchObject({
    minimumStay: [{ belowMg: null, minutes: 120 }],
    vitalsDueMinutes: [40],
    tasksAfterDose: [{ dueDays: 7 }],
  });
});

test('Oregon: the stay of every step of the rule, and the shorter one of later sessions', () => {
  expect(psilocybinOregon.dosing.minimumStay).toEqual([
    { belowMg: 2.5, minutes: 60, laterMinutes: 30 },
    { belowMg: 5, minutes: 60 },
    { belowMg: 10, minutes: 120 },
    { belowMg: 25, minutes: 240 },
    { belowMg: 35.001, minutes: 300 },
    { belowMg: null, minutes: 360 },
  ]);
});

test.each(rows)('%s is data, without new code', (_, protocol) => {
  expect(roundTrip(protocol)).toEqual(protocol);
  expect(protocolFaults(protocol)).toEqual([]);
});

describe('a protocol that contradicts itself', () => {
  const dosing = (more: Partial<Protocol['dosing']>): Protocol => ({
    ...ketamineHome,
    dosing: { ...ketamineHome.dosing, ...more },
  });
  const guideline = (more: Partial<Guideline>): Protocol => {
    const [first, ...rest] = ketamineHome.guidelines;
    if (!first) throw new Error('no guideline');
    return { ...ketamineHome, guidelines: [{ ...first, ...more }, ...rest] };
  };
  test.each([
    [
      'a spacing whose least is above its target',
      dosing({ spacing: [{ fromDose: 2, minDays: 9, targetDays: 7, maxDays: 14 }] }),
      'dosing.spacing.0.minDays',
    ],
    ['a spacing that reaches the lapse', dosing({ lapseDays: 14 }), 'dosing.spacing.0.maxDays'],
    [
      'a later stay that is longer than the first',
      dosing({ minimumStay: [{ belowMg: null, minutes: 60, laterMinutes: 90 }] }),
      'dosing.minimumStay.0.laterMinutes',
    ],
    ['one amount twice', dosing({ amounts: [{ mg: 25 }, { mg: 25, fromDose: 2 }] }), 'dosing.amounts.1.mg'],
    ['an amount for later doses only', dosing({ amounts: [{ mg: 40, fromDose: 2 }] }), 'dosing.amounts'],
    [
      'a supplement whose time ends before it begins',
      dosing({ amounts: [{ mg: 80, supplement: { mg: 40, fromMinutes: 120, untilMinutes: 90 } }] }),
      'dosing.amounts.0.supplement.fromMinutes',
    ],
    [
      'cadences of integration out of order',
      {
        ...ketamineHome,
        integration: {
          ...ketamineHome.integration,
          everyDoses: [
            { fromDose: 7, doses: 6 },
            { fromDose: 7, doses: 3 },
          ],
        },
      },
      'integration.everyDoses.1.fromDose',
    ],
    ['entries of spacing out of order', dosing({ spacing: [...every(7), ...every(7)] }), 'dosing.spacing.1.fromDose'],
    ['no end and no review', dosing({ doses: null }), 'dosing.reviewEveryDoses'],
    ['a contraindication to override', dosing({ overridable: ['contraindicated' as never] }), 'dosing.overridable.0'],
    ['a dose without a monitor', dosing({ overridable: ['no-monitor' as never] }), 'dosing.overridable.0'],
    [
      'a reminder after its window',
      {
        ...ketamineHome,
        reminders: ketamineHome.reminders.map((one) =>
          one.name === 'reminder-3h' ? { ...one, at: { hoursBefore: 2 } } : one,
        ),
      },
      'reminders.3.useByHoursBefore',
    ],
    [
      'a reminder of a window that is none',
      {
        ...ketamineHome,
        reminders: ketamineHome.reminders.map((one) =>
          one.name === 'reminder-3h' ? { ...one, useByHoursBefore: 2 } : one,
        ),
      },
      'reminders.3.useByHoursBefore',
    ],
    [
      'one guideline twice',
      { ...ketamineHome, guidelines: [...ketamineHome.guidelines, ...ketamineHome.guidelines.slice(0, 1)] },
      'guidelines.8.id',
    ],
    ['a subject without words', guideline({ subject: 'grapefruit' }), 'guidelines.0.words'],
    ['something to avoid without an end', guideline({ until: undefined as never }), 'guidelines.0'],
    [
      'nobody who leads',
      {
        ...ketamineHome,
        careTeam: {
          ...ketamineHome.careTeam,
          roles: ketamineHome.careTeam.roles.map((one) => ({ ...one, leads: false })),
        },
      },
      'careTeam.roles',
    ],
    [
      'nobody with a license',
      {
        ...ketamineHome,
        careTeam: {
          ...ketamineHome.careTeam,
          roles: ketamineHome.careTeam.roles.map((one) => ({ ...one, licensed: false })),
        },
      },
      'careTeam.roles',
    ],
    [
      'a measure after a dose that there is not',
      { ...ketamineHome, measures: { ...ketamineHome.measures, points: [{ at: 'after-dose' as const, dose: 9 }] } },
      'measures.points.0.dose',
    ],
    [
      'a treatment without consent',
      { ...ketamineHome, consents: { ...ketamineHome.consents, required: [] } },
      'consents.required',
    ],
  ])('%s is named with its path', (_, protocol, path) => {
    expect(protocolFaults(protocol).map((fault) => fault.path)).toContain(path);
  });

  test('with several faults has all of them named', () => {
    const broken = dosing({ doses: null, spacing: [{ fromDose: 2, minDays: 9, targetDays: 7, maxDays: 5 }] });
    expect(protocolFaults(broken).map(({ path }) => path)).toEqual([
      'dosing.reviewEveryDoses',
      'dosing.spacing.0.minDays',
      'dosing.spacing.0.targetDays',
    ]);
  });

  test.each([
    [
      'an unknown role',
      { careTeam: { roles: [{ role: 'shaman', licensed: true, leads: true }], dueDays: 7 } },
      'careTeam.roles.0.role',
    ],
    ['an unknown field', { colour: 'blue' }, ''],
    [
      'a guideline with one end',
      { guidelines: [{ ...ketamineHome.guidelines[0], until: undefined }] },
      'guidelines.0.until',
    ],
  ])('%s is no protocol at all', (_, more, path) => {
    const { version: _version, ...document } = ketamineHome;
    const parsed = protocolDocument.safeParse({ ...document, ...more });
    expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });
});
