/** Whom to call, by the patient's country (ISO 3166). A country that is not listed gets words without numbers: a wrong number is worse than none. */
export type EmergencyNumbers = {
  danger: string;
  crisis: { numbers: string; text: boolean; name: string | null };
};

const byCountry: Readonly<Record<string, EmergencyNumbers>> = {
  US: { danger: '911', crisis: { numbers: '988', text: true, name: null } },
  CA: { danger: '911', crisis: { numbers: '988', text: true, name: null } },
  GB: { danger: '999', crisis: { numbers: '116 123', text: false, name: 'Samaritans' } },
};

export function emergencyNumbers(country: string): EmergencyNumbers | null {
  return byCountry[country.toUpperCase()] ?? null;
}
