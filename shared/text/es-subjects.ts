/** Subjects in Spanish. They are seen on locked phones and pass through many machines: neutral words only (R9). */
import type { TouchpointName } from '../domain/state.ts';
import type { DaysAway, Words } from './words.ts';

function away(days: DaysAway | null, whose: string): string {
  if (days === 'today') return `${whose} es hoy`;
  if (days === 'tomorrow') return `${whose} es mañana`;
  return days === null ? `${whose} se acerca` : `${whose} es en ${days} días`;
}

export const subjectOf: Words['subject'] = (template, about) => {
  const toMonitor = about.audience === 'monitor' ? monitorSubjectOf(template, about) : null;
  if (toMonitor) return toMonitor;
  switch (template) {
    case 'booked':
      return 'Su sesión está reservada';
    case 'booked-late':
      return 'Su sesión está reservada, pero aún no confirmada';
    case 'moved':
      return about.newTime ? 'Su sesión tiene una nueva hora' : 'Su sesión ha cambiado';
    case 'cancelled':
      return 'Su sesión está cancelada';
    case 'not-yet':
      return 'Su sesión aún no está confirmada';
    case 'confirmed':
      return 'Su sesión está confirmada';
    case 'on-hold':
      return 'Sus sesiones están en pausa';
    case 'resumed':
      return 'Sus sesiones continúan';
    case 'reminder-1d':
    case 'reminder-3d':
    case 'reminder-24h':
    case 'reminder-3h':
      return away(about.days, 'Su sesión');
    case 'after':
      return 'Después de su sesión';
    case 'next-day':
    case 'check-in':
      return '¿Cómo está hoy?';
    case 'welcome':
      return 'Conozca a su equipo de atención';
    case 'introduction':
      return 'A quién acudir en su equipo de atención';
    case 'measure':
      return 'Unas preguntas para usted';
    case 'code':
      return 'Su código';
  }
};

function monitorSubjectOf(
  template: TouchpointName,
  { days, newTime }: { days: DaysAway | null; newTime: boolean },
): string | null {
  switch (template) {
    case 'booked':
      return 'Le pedimos que acompañe una sesión';
    case 'moved':
      return newTime ? 'La sesión tiene una nueva hora' : 'La sesión ha cambiado';
    case 'cancelled':
      return 'Esta vez no hace falta que venga';
    case 'not-yet':
      return 'La sesión aún no está confirmada';
    case 'confirmed':
      return 'La sesión está confirmada';
    case 'reminder-24h':
      return away(days, 'La sesión');
    case 'after':
      return 'Después de la sesión';
    default:
      return null;
  }
}
