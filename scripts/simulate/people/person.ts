/** A patient's data and papers, as the staff enter them. */
import type { Protocol } from '../../../shared/domain/protocol.ts';
import type { Dice } from '../chance.ts';
import type { ClinicOfWorld } from './clinics.ts';

export type Person = {
  name: string;
  email: string;
  timeZone: string;
  locale: string;
  discreet: boolean;
  takes: readonly string[];
  cautions: readonly string[];
  emailConsent: boolean;
  contactBy: 'call' | 'email';
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export const monitorOf = ({ email }: Person, which: string): Record<string, string> => ({
  name: `Canary Monitor ${which}`,
  email: `monitor-${which}-${email.replace(/\+/g, '.')}`,
  phone: '+1 303 555 0100',
});

export function enrollmentOf(
  now: number,
  clinic: ClinicOfWorld,
  protocol: Protocol,
  person: Person,
): Record<string, unknown> {
  const { contraindications, cautions } = protocol.screening;
  const signedOn = new Date(now - dayMs).toISOString().slice(0, 10);
  const kinds = ['treatment', 'monitor-and-contact', ...(person.emailConsent ? ['email'] : [])];
  return {
    patient: {
      name: person.name,
      dateOfBirth: '1988-05-17',
      email: person.email,
      phone: '+1 303 555 0142',
      country: 'US',
      timeZone: person.timeZone,
      locale: person.locale,
      discreet: person.discreet,
      contactBy: person.contactBy,
      contactPerson: { name: 'Canary Contact', relation: 'brother', phone: '+1 303 555 0100' },
    },
    protocol: { id: protocol.id, version: protocol.version },
    screening: {
      answers: Object.fromEntries([
        ...contraindications.map((code) => [code, false]),
        ...cautions.map((code) => [code, person.cautions.includes(code)]),
      ]),
      takes: person.takes,
    },
    consents: kinds.map((kind) => ({ kind, signedOn })),
    careTeam: [
      { name: clinic.therapist.name, email: clinic.therapist.email, role: 'therapist', license: 'LPC 1', lead: true },
      { name: clinic.clinician.name, email: clinic.clinician.email, role: 'clinician' },
    ],
  };
}

/** Of who comes in the middle of a course: prepared elsewhere, and given a dose there, days or hours ago. */
export function historyOf(now: number, { preparation, setting }: Protocol, dice: Dice): Record<string, unknown> {
  const doseAt = now - dice.pick([dice.between(5, 100), dice.between(5 * 24, 30 * 24)]) * hourMs;
  const past = (kind: string, at: number, hours: number): Record<string, unknown> => ({
    kind,
    startedAt: new Date(at).toISOString(),
    endedAt: new Date(at + hours * hourMs).toISOString(),
    mode: kind === 'dosing' ? setting : 'video',
  });
  const prepared = Array.from({ length: preparation.sessionsMin }, (_, index) =>
    past('preparation', doseAt - (3 + 2 * index) * dayMs, 1),
  );
  const integratedAt = doseAt + 30 * hourMs;
  const integrated = integratedAt < now - dayMs && dice.happens(0.5) ? [past('integration', integratedAt, 1)] : [];
  return { sessions: [...prepared, past('dosing', doseAt, 2), ...integrated] };
}

export function clearScreening({ screening }: Protocol, yes: readonly string[] = []): Record<string, unknown> {
  const codes = [...screening.contraindications, ...screening.cautions];
  return { answers: Object.fromEntries(codes.map((code) => [code, yes.includes(code)])), takes: [] };
}
