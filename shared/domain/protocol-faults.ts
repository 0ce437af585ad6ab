/**
 * What contradicts itself in a protocol: every fault, with its path. Shapes are checked by shared/contracts/protocol.ts: a part whose
 * shape is wrong is named there, and hides nothing of the others.
 */
import { guidelineSubjects, overridableGates, type Protocol, reminderNames } from './protocol.ts';

export type Fault = { path: string; message: string };

const lawfulByItself = ['ketamine', 'esketamine'];

/** Are the parts at these paths of the right shape? Only then may a rule read them. */
type Whole = (...paths: string[]) => boolean;

/** `wrong`: paths at which the shape is not right. */
export function protocolFaults(protocol: Protocol, wrong: readonly string[] = []): Fault[] {
  const within = (path: string, part: string): boolean => path === part || path.startsWith(`${part}.`);
  const whole: Whole = (...parts) =>
    parts.every((part) => wrong.every((path) => path !== '' && !within(path, part) && !within(part, path)));
  return [
    ...teamFaults(protocol, whole),
    ...dosingFaults(protocol, whole),
    ...courseFaults(protocol, whole),
    ...each(protocol.guidelines, 'guidelines', whole).flatMap((index) => guidelineFaults(protocol, index, whole)),
    ...each(protocol.reminders, 'reminders', whole).flatMap((index) => reminderFaults(protocol, index, whole)),
    ...(whole('measures.points', 'dosing.doses') ? measureFaults(protocol) : []),
    ...(whole('screening.contraindications', 'screening.cautions')
      ? repeated('screening.contraindications', [
          ...protocol.screening.contraindications,
          ...protocol.screening.cautions,
        ])
      : []),
    ...(whole('medicines')
      ? repeated(
          'medicines',
          protocol.medicines.map(({ code }) => code),
        )
      : []),
  ];
}

/** The places of a list whose entries may be read. */
const each = (list: readonly unknown[] | undefined, path: string, whole: Whole): number[] =>
  Array.isArray(list) ? [...list.keys()].filter((index) => whole(`${path}.${index}`)) : [];

/** What stands in the way of a medical director's approval, over and above faults. */
export function approvalFaults({ medicine, legalBasis }: Protocol): Fault[] {
  return lawfulByItself.includes(medicine) || legalBasis
    ? []
    : [{ path: 'legalBasis', message: `Needed for ${medicine}: by which law or which trial it may be given.` }];
}

function teamFaults({ careTeam, dosing, staffing = {} }: Protocol, whole: Whole): Fault[] {
  const faults: Fault[] = [];
  const roles = whole('careTeam.roles');
  if (roles && !careTeam.roles.some(({ licensed }) => licensed))
    faults.push({ path: 'careTeam.roles', message: 'Needed: at least one licensed professional.' });
  if (roles && careTeam.roles.filter(({ leads }) => leads).length !== 1)
    faults.push({ path: 'careTeam.roles', message: 'Needed: exactly one role that leads.' });
  const rules = [
    ...(whole('dosing.staff') ? [['dosing.staff', dosing.staff] as const] : []),
    ...(whole('staffing') ? Object.entries(staffing).map(([kind, of]) => [`staffing.${kind}`, of] as const) : []),
  ];
  for (const [path, of] of rules)
    for (const [index, { anyOf }] of of.entries())
      if (anyOf.length === 0) faults.push({ path: `${path}.${index}.anyOf`, message: 'Needed: at least one role.' });
  return faults;
}

function dosingFaults({ dosing }: Protocol, whole: Whole): Fault[] {
  const faults: Fault[] = [];
  if (whole('dosing.doses', 'dosing.reviewEveryDoses') && dosing.doses === null && dosing.reviewEveryDoses === null)
    faults.push({ path: 'dosing.reviewEveryDoses', message: 'Needed where there is no fixed number of doses.' });
  if (whole('dosing.spacing')) faults.push(...spacingFaults(dosing, whole));
  if (whole('dosing.minimumStay')) faults.push(...stayFaults(dosing));
  if (whole('dosing.amounts')) faults.push(...amountFaults(dosing));
  if (whole('dosing.overridable'))
    dosing.overridable.forEach((gate, index) => {
      if (!overridableGates.includes(gate))
        faults.push({ path: `dosing.overridable.${index}`, message: `${gate} can never be overridden.` });
    });
  return faults;
}

function spacingFaults({ spacing, lapseDays }: Protocol['dosing'], whole: Whole): Fault[] {
  const faults: Fault[] = [];
  if (spacing.length === 0) faults.push({ path: 'dosing.spacing', message: 'Needed: the days between two doses.' });
  spacing.forEach(({ minDays, targetDays, maxDays }, index) => {
    const path = `dosing.spacing.${index}`;
    if (minDays > targetDays) faults.push({ path: `${path}.minDays`, message: 'Must not be above targetDays.' });
    if (targetDays > maxDays) faults.push({ path: `${path}.targetDays`, message: 'Must not be above maxDays.' });
    if (whole('dosing.lapseDays') && maxDays >= lapseDays)
      faults.push({ path: `${path}.maxDays`, message: 'Must be below dosing.lapseDays.' });
    faults.push(...risesAt(spacing, index, path));
  });
  return faults;
}

/** Of entries that each hold from a dose on. */
function risesAt(entries: readonly { fromDose: number }[], index: number, path: string): Fault[] {
  const [before, one] = [entries[index - 1], entries[index]];
  return before && one && before.fromDose >= one.fromDose
    ? [{ path: `${path}.fromDose`, message: 'Must go up from one entry to the next.' }]
    : [];
}

function stayFaults({ minimumStay }: Protocol['dosing']): Fault[] {
  return minimumStay.flatMap(({ belowMg, minutes, laterMinutes }, index) => {
    const path = `dosing.minimumStay.${index}`;
    const longer = laterMinutes !== undefined && laterMinutes > minutes;
    const before = minimumStay[index - 1]?.belowMg;
    const rises = index === 0 || (before !== null && before !== undefined && (belowMg === null || belowMg > before));
    return [
      ...(rises ? [] : [{ path: `${path}.belowMg`, message: 'Must go up; null comes last.' }]),
      ...(longer ? [{ path: `${path}.laterMinutes`, message: 'Must not be above minutes.' }] : []),
    ];
  });
}

function amountFaults({ amounts = [] }: Protocol['dosing']): Fault[] {
  const faults = amounts.flatMap(({ mg, supplement }, index) => {
    const path = `dosing.amounts.${index}`;
    const twice = amounts.findIndex((one) => one.mg === mg) !== index;
    const shut = supplement !== undefined && supplement.fromMinutes >= supplement.untilMinutes;
    return [
      ...(twice ? [{ path: `${path}.mg`, message: `${mg} mg stands twice.` }] : []),
      ...(shut ? [{ path: `${path}.supplement.fromMinutes`, message: 'Must come before untilMinutes.' }] : []),
    ];
  });
  const first = amounts.length === 0 || amounts.some(({ fromDose = 1 }) => fromDose === 1);
  return first ? faults : [...faults, { path: 'dosing.amounts', message: 'Needed: one for the first dose.' }];
}

function courseFaults({ integration, preparation, screening, consents }: Protocol, whole: Whole): Fault[] {
  const faults: Fault[] = [];
  if (
    whole('integration.earliestHours', 'integration.withinDays') &&
    integration.earliestHours >= integration.withinDays * 24
  )
    faults.push({ path: 'integration.earliestHours', message: 'Must come before withinDays are over.' });
  if (whole('integration.everyDoses')) {
    const { everyDoses = [] } = integration;
    faults.push(...everyDoses.flatMap((_, index) => risesAt(everyDoses, index, `integration.everyDoses.${index}`)));
  }
  const before = whole('preparation.beforeFirstDose') ? preparation.beforeFirstDose : null;
  if (before && before.hoursMin >= before.daysMax * 24)
    faults.push({ path: 'preparation.beforeFirstDose', message: 'hoursMin must come after daysMax.' });
  if (whole('screening.contraindications') && screening.contraindications.length === 0)
    faults.push({ path: 'screening.contraindications', message: 'Needed: at least one.' });
  if (whole('consents.required') && !consents.required.includes('treatment'))
    faults.push({ path: 'consents.required', message: 'Needed: treatment.' });
  return faults;
}

function guidelineFaults({ guidelines, medicines }: Protocol, index: number, whole: Whole): Fault[] {
  const guideline = guidelines[index];
  if (!guideline) return [];
  const path = `guidelines.${index}`;
  const { rule, from, until, subject, words } = guideline;
  const faults: Fault[] = [];
  if (guidelines.findIndex((one) => one?.id === guideline.id) !== index)
    faults.push({ path: `${path}.id`, message: `${guideline.id} stands twice.` });
  if (rule === 'avoid' && (!from || !until))
    faults.push({ path, message: 'Something to avoid needs both ends of its window: from and until.' });
  if (from?.anchor === 'planned-start' && from.hoursBefore <= 0)
    faults.push({ path: `${path}.from.hoursBefore`, message: 'Must be above 0.' });
  const known = guidelineSubjects.some((one) => one === subject);
  const named = (): boolean => medicines.some(({ code }) => code === subject);
  if (!known && !words?.en && whole('medicines') && !named())
    faults.push({ path: `${path}.words`, message: `${subject} needs words of its own, in English at least.` });
  if (rule === 'continue' && whole('medicines') && !named())
    faults.push({ path: `${path}.subject`, message: 'What goes on as prescribed must stand in medicines.' });
  return faults;
}

function reminderFaults({ reminders, guidelines }: Protocol, index: number, whole: Whole): Fault[] {
  const reminder = reminders[index];
  if (!reminder) return [];
  const path = `reminders.${index}`;
  const { at, useByHoursBefore, name, audience } = reminder;
  const faults: Fault[] = [];
  const hoursBefore = 'hoursBefore' in at ? at.hoursBefore : at.calendarDaysBefore * 24;
  if (hoursBefore <= useByHoursBefore)
    faults.push({
      path: `${path}.useByHoursBefore`,
      message: 'It would go after it is of use: must be less than when it is sent.',
    });
  if (reminders.findIndex((one) => one?.name === name && one.audience === audience) !== index)
    faults.push({ path: `${path}.name`, message: `${name} stands twice.` });
  if (!reminderNames.includes(name))
    faults.push({ path: `${path}.name`, message: `Must be one of ${reminderNames.join(', ')}.` });
  if (!whole('guidelines')) return faults;
  const opens = guidelines.flatMap(({ rule, from }) =>
    rule === 'avoid' && from.anchor === 'planned-start' ? [from.hoursBefore] : [],
  );
  if (audience === 'dose' && useByHoursBefore > 0 && !opens.includes(useByHoursBefore))
    faults.push({
      path: `${path}.useByHoursBefore`,
      message: `No window opens ${useByHoursBefore} h before the start.`,
    });
  return faults;
}

function measureFaults({ measures, dosing }: Protocol): Fault[] {
  return measures.points.flatMap((point, index) =>
    point.at === 'after-dose' && dosing.doses !== null && point.dose > dosing.doses
      ? [{ path: `measures.points.${index}.dose`, message: `There are ${dosing.doses} doses.` }]
      : [],
  );
}

function repeated(path: string, codes: readonly string[]): Fault[] {
  return codes.flatMap((code, index) =>
    codes.indexOf(code) === index ? [] : [{ path, message: `${code} stands twice.` }],
  );
}
