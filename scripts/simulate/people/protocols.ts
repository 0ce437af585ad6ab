/** Protocols that clinics use: the built-in ones, and others that a clinic might write. */
import type { Guideline, Protocol } from '../../../shared/domain/protocol.ts';
import { protocolFaults } from '../../../shared/domain/protocol-faults.ts';
import { ketamineHome } from '../../../shared/protocols/ketamine-home.ts';
import { templates } from '../../../shared/protocols/templates.ts';
import type { Dice } from '../chance.ts';

export const lawful = (protocol: Protocol): Protocol => ({
  ...protocol,
  legalBasis: protocol.legalBasis ?? 'A trial.',
});

export const builtIn: readonly Protocol[] = [ketamineHome, ...templates.map(lawful)];

const subjects = ['benzodiazepine', 'alcohol', 'solid-food', 'liquids', 'stimulant'] as const;

/** Other windows, spacing, reminders and questions than anybody has thought of, and free of contradiction. */
export function randomProtocol(dice: Dice, id: string): Protocol {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const made = draw(dice, id);
    if (protocolFaults(made).length === 0) return made;
  }
  return { ...ketamineHome, id };
}

function draw(dice: Dice, id: string): Protocol {
  const minDays = dice.between(1, 7);
  const targetDays = minDays + dice.between(0, 7);
  const maxDays = targetDays + dice.between(0, 10);
  const doses = dice.pick([1, 2, 3, null]);
  const hours = subjects.slice(0, dice.between(1, subjects.length)).map(() => dice.pick([1, 2, 3, 4, 6, 12, 24, 48]));
  return {
    ...ketamineHome,
    id,
    title: 'A protocol of our own',
    preparation: { ...ketamineHome.preparation, sessionsMin: dice.between(1, 3), intentionsMin: dice.between(0, 1) },
    dosing: {
      ...ketamineHome.dosing,
      doses,
      reviewEveryDoses: doses === null ? dice.between(1, 3) : null,
      spacing: [{ fromDose: 2, minDays, targetDays, maxDays }],
      lapseDays: maxDays + dice.between(20, 60),
      clearanceValidHours: dice.pick([12, 24, 48]),
      undocumentedAfterHours: dice.pick([1, 2, 6]),
      dueDays: dice.pick([7, 14, 30]),
    },
    integration: {
      ...ketamineHome.integration,
      sessionsPerDose: dice.between(1, 2),
      ...(dice.happens(0.3) ? { everyDoses: [{ fromDose: dice.between(1, 2), doses: 2 }] } : {}),
      required: dice.happens(0.7),
      earliestHours: dice.pick([0, 12]),
    },
    guidelines: [
      ...hours.map(
        (hoursBefore, index): Guideline => ({
          id: `rule-${index}`,
          subject: subjects[index] ?? 'alcohol',
          rule: 'avoid',
          from: { anchor: 'planned-start', hoursBefore },
          until: { anchor: 'actual-end' },
          source: 'Our own.',
        }),
      ),
      ...ketamineHome.guidelines.filter(({ subject }) => ['monitor', 'vehicle-or-machinery'].includes(subject)),
    ],
    confirmation: { hoursBefore: dice.pick([6, 12, 24]) },
    checkIns: { days: dice.pick([[], [0], [0, 1, 2], [0, 3]]), answerBy: '18:00' },
    measures:
      doses === null
        ? { ...ketamineHome.measures, points: [{ at: 'before-first-dose' }, { at: 'closing' }] }
        : { ...ketamineHome.measures, points: [{ at: 'before-first-dose' }, { at: 'after-last-dose' }] },
  };
}
