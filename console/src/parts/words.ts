/** Codes of the API as people say them. */
const known: Readonly<Record<string, string>> = {
  'care-team-ready': 'the care team',
  prepared: 'the preparation',
  'dose-done': 'the next dose',
  integrated: 'the integration',
  closed: 'the closing session',
  resume: 'somebody to resume it',
  review: 'a review',
  'no-show': 'No-show',
  'in-session': 'In session',
  'handed-over': 'Handed over to a person',
  'phq-9': 'PHQ-9',
  'gad-7': 'GAD-7',
};

/** "spacing-above-max" → "Spacing above max" */
export function say(code: string): string {
  const words = known[code] ?? code.replace(/[-_]/g, ' ').toLowerCase();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

export const sayInside = (code: string): string => known[code] ?? code.replace(/[-_]/g, ' ').toLowerCase();

export function sessionName({ kind, doseNumber }: { kind: string; doseNumber?: number | null }): string {
  if (kind === 'dosing') return doseNumber ? `Dose ${doseNumber}` : 'Dose';
  return kind === 'integration' && doseNumber ? `Integration ${doseNumber}` : say(kind);
}

export const groupName = ({ kind }: { kind: string }): string => `${say(kind)}, group`;

export const placeOf = ({ mode, place }: { mode: string; place: { text: string } | null }): string =>
  place?.text ?? say(mode);

/** Tasks and refusals name codes of the API between backticks. */
export const quoted = (text: string): string => text.replace(/`([^`]+)`/g, (_, code: string) => `“${sayInside(code)}”`);
