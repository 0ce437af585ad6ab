/** One world from its first patient to the rest after the last: who is in it, and what goes wrong. */
import type { Dice } from './chance.ts';
import { assertPatched, defineCopy, type Patch } from './code-copies.ts';
import { disturb } from './disturbances.ts';
import type { Weather } from './faults.ts';
import type { Mutation } from './mutations.ts';
import { type ClinicOfWorld, makeClinics } from './people/clinics.ts';
import { Course } from './people/course.ts';
import { Http, type Promised } from './people/http.ts';
import { Mischief, type Probe } from './people/mischief.ts';
import { Patient } from './people/patient.ts';
import type { Person } from './people/person.ts';
import { World } from './world.ts';
import { setZoneRules, zonePatches } from './zones.ts';

export type WorldPlan = Weather & {
  seed: string;
  /** Which of the seed's programs take part: a failure is reduced by leaving some out. */
  programs: readonly number[];
  people: 'cooperative' | 'hostile';
  /** Only the built-in ketamine protocol, as the bench counts. */
  ketamineOnly: boolean;
  /** A bug put in on purpose. */
  mutation: Mutation | null;
};
export type Finished = {
  plan: WorldPlan;
  world: World;
  clinics: readonly ClinicOfWorld[];
  promised: readonly Promised[];
  probes: readonly Probe[];
  broke: readonly Probe[];
  pressed: Http['pressed'];
  seenByOperators: Http['seenByOperators'];
  enrolled: readonly string[];
  simulatedMs: number;
};

const startsAt = '2027-01-04T16:00:00.000Z';
const dayMs = 24 * 3_600_000;
/** After the last act of anybody: aftercare, its answers and measures come to their end. */
const restDays = 16;
const looksMax = { cooperative: 400, hostile: 90 };
const locales = ['en-US', 'es-US'];
const zones = [
  'America/Denver',
  'America/New_York',
  'America/Los_Angeles',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'Australia/Sydney',
  'Pacific/Auckland',
  'America/Sao_Paulo',
];

export async function runWorld(plan: WorldPlan): Promise<Finished> {
  setZoneRules({});
  const copies = copiesFor(plan);
  const { seed, faults, severity = 1 } = plan;
  const world = await World.create({ seed, startsAt, faults, severity, copy: copies.first });
  const nextCode = plan.faults.includes('deploy') ? await world.loadCode(copies.next) : null;
  assertPatched(copies.first);
  if (nextCode) assertPatched(copies.next);
  const hostile = plan.people === 'hostile';
  // Few patients meet each other only in few clinics.
  const clinicCount = plan.programs.length > 5 ? 3 : 2;
  const clinics = await makeClinics(world, world.dice.named('clinics'), clinicCount, !plan.ketamineOnly);
  const http = new Http(world, world.dice.named('http'));
  const mischiefs: Mischief[] = [];
  const enrolled: string[] = [];
  const readers: { isFor: (address: string) => boolean; patient: Patient }[] = [];
  world.onMail = (mail) => readers.find(({ isFor }) => isFor(mail.to))?.patient.read(mail);
  let living = plan.programs.length;
  let lastAct = world.now();
  const live = async (index: number): Promise<void> => {
    const dice = world.dice.named(`program-${index}`);
    await world.wait(world.startedAt + dice.between(0, 20 * 24 * 60) * 60_000);
    const clinic = dice.pick(clinics);
    const protocol = plan.ketamineOnly ? clinic.protocols[0] : dice.pick(clinic.protocols);
    if (!protocol) return;
    const person = personOf(dice, index, plan.people);
    const mischief = hostile ? new Mischief(dice.named('mischief'), clinics, dice.pick([0.2, 0.4, 0.6])) : null;
    if (mischief) mischiefs.push(mischief);
    const manner = hostile ? { reads: 0.6, worries: 0.1, declines: 0.1 } : { reads: 0.95, worries: 0, declines: 0 };
    const patient = new Patient(world, http, dice.named('patient'), protocol, manner);
    const local = person.email.split('@')[0]?.split('+').at(-1) ?? '';
    readers.push({ isFor: (address) => address.includes(`${local}@`) || address.includes(`${local}.`), patient });
    const options = {
      world,
      http,
      dice: dice.named('course'),
      clinic,
      protocol,
      person,
      whims: mischief,
      looksMax: looksMax[plan.people],
    };
    for (let course = await Course.begin(options); course; course = await course.comeBack()) {
      enrolled.push(course.programId);
      await course.live();
    }
  };
  for (const index of plan.programs)
    void live(index).finally(() => {
      living -= 1;
      lastAct = world.now();
    });
  disturb({ world, nextCode, goesOn: () => living > 0 });
  await world.run(() => living === 0);
  world.faults.over = true;
  world.timers.set(lastAct + restDays * dayMs, () => {});
  await world.run(() => world.now() >= lastAct + restDays * dayMs);
  const probes = mischiefs.flatMap((one) => one.probes);
  return {
    plan,
    world,
    clinics,
    promised: http.promised,
    probes,
    broke: http.broke,
    pressed: http.pressed,
    seenByOperators: http.seenByOperators,
    enrolled,
    simulatedMs: world.now() - world.startedAt,
  };
}

const defined = new Set<string>();

/** The code that the world begins with, and the one that is deployed in its middle. */
function copiesFor({ mutation, faults }: WorldPlan): { first: string; next: string } {
  const zones = faults.includes('time-zones');
  const first = `${(mutation?.name ?? 'plain').replace(/[^a-z0-9]+/gi, '-')}${zones ? '-zones' : ''}`;
  const next = `${first}-next`;
  const own = mutation?.patches ?? [];
  for (const [name, also] of [
    [first, []],
    [next, [nextRelease]],
  ] as const) {
    if (!defined.has(name)) defineCopy(name, [...own, ...(zones ? zonePatches : []), ...also]);
    defined.add(name);
  }
  return { first, next };
}

/** Something harmless that the next release has. */
const nextRelease: Patch = {
  file: 'functions/steps/send-message.ts',
  find: 'const lateFromMinutes = 10;',
  replace: 'const lateFromMinutes = 9;',
};

function personOf(dice: Dice, index: number, people: WorldPlan['people']): Person {
  const hostile = people === 'hostile';
  const local = `patient${String(index).padStart(5, '0')}`;
  const bounces = hostile && dice.happens(0.06);
  return {
    name: `Canary Patient${index}`,
    email: bounces ? `bounce+${local}@simulator.amazonses.com` : `${local}@patients.example`,
    timeZone: dice.pick(zones),
    locale: dice.pick(locales),
    discreet: dice.happens(0.15),
    takes: hostile && dice.happens(0.2) ? ['benzodiazepine'] : [],
    cautions: hostile && dice.happens(0.2) ? ['substance-dependency'] : [],
    emailConsent: !hostile || dice.happens(0.9),
    contactBy: hostile && dice.happens(0.1) ? 'call' : 'email',
  };
}
