/** Spanish for the Americas: plain and warm, "usted" throughout. Never the medicine, a diagnosis, or what kind of session it is. */
import type { SessionMode } from '../domain/state.ts';
import { after, at, guidelines, hour, still, zoneWords } from './es-guidelines.ts';
import { monitor } from './es-monitor.ts';
import { subjectOf } from './es-subjects.ts';
import type { Words } from './words.ts';

function place(mode: SessionMode): string {
  switch (mode) {
    case 'home':
      return 'En casa';
    case 'clinic':
      return 'En la clínica';
    case 'video':
      return 'Por video';
    case 'phone':
      return 'Por teléfono. Le llamaremos';
  }
}

export const es: Words = {
  direction: 'ltr',
  careTeam: 'Su equipo de atención',
  greeting: (name) => (name === null ? 'Hola:' : `Hola, ${name}:`),
  subject: subjectOf,
  discreet: {
    subject: 'Un mensaje de su equipo de atención',
    preview: 'Hay algo que puede leer.',
    body: 'Hay algo que puede leer de su equipo de atención.',
    call: (phone) => `Llámenos al ${phone} y lo vemos con usted.`,
  },
  intro: {
    booked: 'Su sesión está reservada. Esto es lo que debe saber.',
    bookedLate:
      'Su sesión está reservada para muy pronto: algunas horas ya pasaron o llegan en menos de una hora. Esto es lo que todavía puede hacer.',
    moved: 'Su sesión tiene una nueva hora. Por favor, olvide la anterior y los horarios que le enviamos para ella.',
    changed: 'Algo de su sesión ha cambiado. Lo que lee aquí es lo que vale ahora.',
    cancelled: 'Esta sesión no se realizará.',
    notYet: 'Hay algo que resolver antes de que su sesión pueda realizarse.',
    confirmed: 'Su equipo de atención confirmó su sesión. Se realizará como estaba previsto.',
    onHold: 'Su equipo de atención puso sus sesiones en pausa.',
    resumed: 'La pausa terminó. Esto es lo que está reservado.',
    therapyReminder: 'Le recordamos su sesión.',
    firstDoseReminder: (monitor) =>
      `Su sesión se acerca. Lea los horarios de abajo y confirme con ${monitor ?? 'la persona que estará con usted'} que el día sigue bien.`,
    secondDoseReminder: 'Ya se acercan las primeras horas que debe respetar. Léalas ahora, por favor.',
    lastDoseReminder: 'Falta poco para su sesión. Esto es lo que debe respetar ahora.',
    ended: (when) =>
      when === null
        ? 'Su sesión ya debería haber terminado. Su equipo de atención le escribirá o le llamará.'
        : `Su sesión terminó a ${at(when)}. Ahora es momento de descansar.`,
    nextDay: 'Pensamos en usted después de su sesión.',
  },
  session: {
    starts: 'Su sesión',
    was: (when) => `Antes: ${when.date}, ${when.clock}`,
    otherClock: ({ other: second, weekday }) =>
      second === null
        ? null
        : `Es decir, a ${hour(second.clock)}${second.weekday === weekday ? '' : ` del ${second.weekday}`}, ${zoneWords(second.zone)}.`,
    where: 'Dónde',
    place,
    joinBy: 'Enlace',
    withWhom: 'Con',
    howLong: 'Duración',
    about: (duration) => `Cerca de ${duration}`,
    monitor: 'A su lado',
    noneUpcoming: 'Por ahora no hay ninguna sesión reservada. Su equipo de atención buscará una fecha con usted.',
  },
  status: {
    notConfirmed: 'Aún sin confirmar',
    cancelled: 'Cancelada',
    paused: 'En pausa',
    pausedWhat: 'Ninguna de sus sesiones se realizará hasta que su equipo de atención le diga que la pausa terminó.',
    teamWillCall: (phone) =>
      `Su sesión aún no está confirmada. Su equipo de atención le llamará. También puede llamarnos: ${phone}.`,
    callTeam: (phone) =>
      `Su sesión aún no está confirmada. Por favor, llámenos ahora para revisarlo con usted: ${phone}.`,
    keepTimes:
      'Mientras tanto, respete los horarios de abajo, para que la sesión pueda realizarse si su equipo la confirma.',
  },
  guidelines,
  safety: {
    takeNothing: (monitor) =>
      `No tome nada hasta que su equipo de atención haya iniciado la sesión con usted, y nunca sin ${monitor ?? 'la persona que debe estar con usted'}.`,
    takeNothingNote: 'Se trata de lo que le dieron para la sesión. No se trata de sus medicamentos habituales.',
    cancelled: 'No tome nada. Siga con sus medicamentos y comidas habituales.',
    cancelledTherapy: 'No necesita hacer nada.',
    newTime: 'Para buscar otra fecha, llámenos.',
    oldTimes: 'Los horarios que le enviamos para esta sesión ya no valen.',
    pausedNothing: 'No tome nada para su sesión durante la pausa.',
    pausedTimes:
      'Es posible que su sesión se realice a su hora. Hasta que volvamos a escribirle, respete los horarios que le enviamos, como si no hubiera pausa.',
    untilWeCall: 'No tome nada. Siga con sus medicamentos habituales y espere nuestra llamada.',
    vulnerableBefore:
      'En esta sesión, y durante algunas horas después, usted es más vulnerable que de costumbre y los accidentes ocurren con más facilidad. Deje libre el resto del día y permita que le ayuden.',
    vulnerableAfter:
      'En este momento usted es más vulnerable que de costumbre y los accidentes ocurren con más facilidad. Muévase despacio, tenga cuidado en las escaleras y deje las decisiones importantes para otro día.',
  },
  after: {
    title: 'Lo que importa ahora',
    ...after,
    foodAndDrink: { lead: 'Puede volver a comer y beber cuando le apetezca', note: null },
    rest: { lead: 'Descanse, y quédese cerca de alguien de confianza', note: null },
    stillGoing: {
      lead: 'Si su sesión aún no termina, siga con su equipo de atención y haga lo que le diga',
      note: null,
    },
    plans: {
      lead: 'Siga con sus medicamentos habituales como se los recetaron, y con cualquier plan que su equipo de atención haya hecho con usted',
      note: null,
    },
    worry: 'Si algo le preocupa, llámenos.',
  },
  nextDay: {
    title: 'Llámenos, por favor, si',
    signs: [
      'se siente mal, con confusión o fuera de sí',
      'tuvo una caída o un accidente',
      'surgieron sentimientos difíciles de llevar a solas',
      'tiene cualquier pregunta, grande o pequeña',
    ],
    noAnswerNeeded: 'Si se siente bien, no necesita hacer nada. Trátese hoy con cariño.',
    still,
  },
  page: {
    open: 'Abrir su página',
    openToAnswer: 'Responder ahora',
    secret: 'El enlace es solo para usted. No reenvíe este mensaje, por favor.',
    askTitle: 'Lo que necesitamos de usted',
    asks: {
      'confirm-session': 'Confirme que conoce los horarios de este mensaje y quién estará con usted.',
      'pre-session-check': 'Responda unas preguntas antes de su sesión.',
      'confirm-presence': 'Díganos si estará presente.',
      'confirm-address': 'Confirme que recibió este mensaje.',
      'check-in': 'Díganos cómo está: son tres preguntas cortas.',
      measures: 'Responda dos cuestionarios cortos.',
    },
  },
  welcome: {
    intro: 'Su equipo de atención está completo. Nos alegra que esté aquí.',
    teamTitle: 'Su equipo de atención',
    leads: 'es la primera persona a quien acudir',
    role: { therapist: 'habla con usted antes y después de cada sesión', clinician: 'cuida de su salud' },
    howTitle: 'Cómo le escribimos',
    how: [
      'Le escribimos cuando una sesión se reserva, cambia o se acerca, y le decimos qué hacer y hasta cuándo.',
      'Las horas son las de su propio reloj.',
      'Nunca pedimos dinero, contraseñas ni fotos por correo.',
    ],
  },
  introduction: {
    leads: (name) => `A partir de ahora, ${name ?? 'otra persona'} es la primera persona a quien acudir.`,
    standsIn: (name) =>
      `Por el momento, ${name ?? 'otra persona de su equipo de atención'} es la primera persona a quien acudir.`,
  },
  checkIn: { intro: 'Pensamos en usted y nos gustaría saber cómo está.' },
  measure: {
    intro:
      'De vez en cuando le preguntamos cómo han sido las últimas dos semanas. Su equipo de atención lee sus respuestas.',
    howLong: 'Le tomará unos cinco minutos.',
  },
  code: {
    intro: 'Usted pidió un código para abrir su página.',
    label: 'Su código',
    howLong: 'Sirve una sola vez, durante los próximos 30 minutos. Nadie de su equipo de atención se lo pedirá.',
    notYou: '¿No lo pidió? Entonces no necesita hacer nada. Si vuelve a pasar, avísenos.',
  },
  actions: {
    title: 'Lo que se propuso hacer',
    due: (date) => `hasta el ${date}`,
    helps: (name) => `Quién ayuda: ${name}`,
  },
  toRead: {
    line: (what) => `Para leer antes de su sesión, en su página: ${what}.`,
    what: {
      'set-out-with': 'lo que buscaba al empezar',
      found: 'lo que ha descubierto',
      'to-do': 'lo que quería hacer',
    },
  },
  integration: {
    title: 'Su próxima sesión',
    next: (when) => `Nos vemos de nuevo el ${when.date}, a ${hour(when.clock)}, para hablar de lo que surgió.`,
    none: (phone) => `Nos gustaría hablar con usted de lo que surgió. Llámenos al ${phone} para buscar una fecha.`,
  },
  monitor,
  calendar: { session: 'Sesión' },
  callUs: (phone) => `Llámenos: ${phone}`,
  footer: {
    title: 'Si necesita ayuda',
    danger: (numbers) =>
      numbers
        ? `En caso de peligro, llame al ${numbers.danger}.`
        : 'En caso de peligro, llame a su número local de emergencias.',
    crisis: (numbers) => {
      if (!numbers) return 'En una crisis, llame a su número local de emergencias o a una línea de crisis cercana.';
      const { name, text, numbers: number } = numbers.crisis;
      const call = text ? 'llame o envíe un mensaje de texto' : 'llame';
      return `En una crisis, ${call} ${name ? `a ${name}, ${number}` : `al ${number}`}.`;
    },
    mailbox: 'Nadie revisa este buzón. Por favor, no responda.',
    call: (phone) => `Para hablar con su equipo de atención, llame al ${phone}.`,
  },
};
