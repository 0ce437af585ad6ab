/** What is said in Spanish to who is to be present during a session. */
import { at, begin, notBefore, nothingOf, slept } from './es-guidelines.ts';
import type { HeldUntil, Words } from './words.ts';

function stay(until: HeldUntil | null): string {
  if (until === null) return 'hasta que todo vuelva a sentirse estable';
  if (until.at) return `hasta ${at(until.at)}`;
  return until.after === null ? 'durante la noche' : `durante ${until.after} después del final`;
}

export const monitor: Words['monitor'] = {
  sender: 'El equipo de atención',
  starts: 'La sesión',
  reach: (phone) => `Para hablar con el equipo de atención, llame al ${phone}.`,
  intro: {
    booked: (patient) =>
      patient
        ? `${patient} nos dio su nombre como la persona que estará a su lado durante una sesión. Gracias.`
        : 'Alguien cercano nos dio su nombre como la persona que estará a su lado durante una sesión. Gracias.',
    moved: 'La sesión tiene una nueva hora. Por favor, olvide la anterior.',
    changed: 'Algo de la sesión ha cambiado. Lo que lee aquí es lo que vale ahora.',
    cancelled: 'La sesión no se realizará, o estará otra persona. No hace falta que venga.',
    reminder: (patient) =>
      patient
        ? `Usted es la persona que estará con ${patient} durante la sesión. Ya falta poco.`
        : 'Usted es la persona que estará presente durante la sesión de alguien cercano. Ya falta poco.',
    notYet: 'Hay algo que resolver antes de que la sesión pueda realizarse.',
    confirmed: 'La sesión se realizará como estaba previsto.',
    after: (patient) => `La sesión terminó. Gracias por ${patient ? `acompañar a ${patient}` : 'haber estado ahí'}.`,
    afterEstimate:
      'La sesión ya debería haber terminado. Si aún continúa, quédese y haga lo que diga el equipo de atención.',
  },
  place: (mode, patient) => {
    if (mode === 'clinic') return 'En la clínica';
    return patient ? `En casa. ${patient} le dirá dónde` : 'En casa. La persona a quien acompaña le dirá dónde';
  },
  title: 'Lo que le pedimos',
  toDo: (patient) => [
    'Esté ahí desde un poco antes del inicio hasta que el equipo de atención diga que terminó.',
    'No se duerma, no beba alcohol y quédese en el mismo lugar; tenga su teléfono a mano.',
    `Deje descansar a ${patient ?? 'la persona a quien acompaña'}. No hace falta hablar, explicar ni hacer nada: lo que ayuda es su presencia.`,
    'Ayude a ponerse de pie y a caminar. Los accidentes ocurren con más facilidad.',
  ],
  takeNothing: (patient) =>
    `No se debe tomar nada hasta que el equipo de atención haya iniciado la sesión con ${patient ?? 'la persona a quien acompaña'}, y nunca sin usted`,
  takeNothingYet: 'No se debe tomar nada. Por favor, espere noticias del equipo de atención',
  cannotCome: (phone) => `¿Al final no puede estar? Avísenos enseguida: ${phone}.`,
  afterTitle: 'Lo que ayuda ahora',
  avoid: (subject, { at: when, after, sleep }, patient) => {
    const estimate =
      after === null
        ? sleep
          ? 'haber dormido una noche completa y '
          : ''
        : `${after} después del final${slept(sleep)}, y hasta `;
    const what = `${begin(nothingOf(subject))} para ${patient ?? 'la persona a quien acompañó'}`;
    return {
      lead: when
        ? `${what} ${notBefore(when, sleep)}`
        : `${what} hasta ${estimate}tener noticias del equipo de atención`,
      note: sleep || (!when && after !== null) ? 'Las dos cosas deben cumplirse.' : null,
    };
  },
  told: (words) => `«${words}»`,
  afterToDo: ({ until, eat }, patient) => [
    `Quédese con ${patient ?? 'la persona a quien acompañó'} ${stay(until)}, o hasta que otra persona tome su lugar.`,
    `Una tarde tranquila, ${eat ? 'algo de comer y de beber cuando apetezca, ' : ''}y acostarse temprano.`,
  ],
  unwell: (numbers, phone) =>
    `Si le preocupa su respiración, su corazón o su estado mental, llame enseguida ${numbers ? `al ${numbers.danger}` : 'a su número local de emergencias'}. Para todo lo demás, llámenos: ${phone}.`,
};
