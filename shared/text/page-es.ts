/** Spanish pages (usted): plain, warm, short. The questionnaires are the published versions for the USA. */
import type { GuidelineSubject, SessionKind } from '../domain/protocol.ts';
import type { Distance, PageWords } from './page-words.ts';
import type { When } from './times.ts';

function inWords({ days, hours, minutes }: Distance): string {
  const parts = [
    ...(days > 0 ? [days === 1 ? '1 día' : `${days} días`] : []),
    ...(hours > 0 ? [`${hours} h`] : []),
    ...(minutes > 0 || days + hours === 0 ? [`${minutes} min`] : []),
  ];
  return parts.join(' ');
}

const theHour = (clock: string): string => `${/^1\D/.test(clock) ? 'la' : 'las'} ${clock}`;

function at({ clock, weekday, special, zone, other }: When): string {
  const hint = special === null ? '' : special === 'noon' ? ' (mediodía)' : ' (medianoche)';
  const here = `${theHour(clock)} del ${weekday}${hint}`;
  return other && zone ? `${here}, ${zone} (${other.clock} ${other.zone})` : here;
}

const health: Readonly<Record<string, string>> = {
  'allergic-to-ketamine': 'Una alergia a la ketamina',
  'psychosis-or-mania':
    'Psicosis o manía (por ejemplo, oír o ver lo que otros no perciben, o tener tanta energía que casi no duerme)',
  'uncontrolled-high-blood-pressure': 'Presión arterial alta que no está controlada',
  'serious-heart-problem': 'Un problema grave del corazón',
  'severe-breathing-problem': 'Un problema grave para respirar',
  'history-of-elevated-intraocular-or-intracranial-pressure':
    'Presión elevada en el ojo o en la cabeza, ahora o en el pasado',
  'history-of-hyperthyroidism': 'Una tiroides demasiado activa (hipertiroidismo), ahora o en el pasado',
  'other-serious-medical-illness': 'Otra enfermedad grave',
  'pregnant-nursing-or-trying': 'Un embarazo, dar el pecho o buscar un embarazo',
};

function taken(subject: GuidelineSubject, since: string | null, byPlan: boolean, rule: string | null): string {
  const when = since ? `desde ${since}` : 'en el último día';
  switch (subject) {
    case 'benzodiazepine':
      return byPlan
        ? '¿Ha tomado una benzodiacepina (un medicamento para calmarse o dormir) de otro modo que el de su plan?'
        : `¿Ha tomado una benzodiacepina (un medicamento para calmarse o dormir) ${when}?`;
    case 'stimulant':
      return byPlan
        ? '¿Ha tomado un estimulante (un medicamento o una droga que mantiene despierto) de otro modo que el de su plan?'
        : `¿Ha tomado un estimulante (un medicamento o una droga que mantiene despierto) ${when}?`;
    case 'alcohol':
      return byPlan
        ? '¿Ha bebido alcohol de otro modo que el de su plan?'
        : `¿Ha bebido alcohol ${when}, o tiene resaca ahora?`;
    case 'solid-food':
      return `¿Ha comido algo ${when}?`;
    case 'liquids':
      return `¿Ha bebido algo, también agua, ${when}?`;
    case 'antihypertensive':
      return `¿Ha tomado un medicamento para la presión ${when}?`;
    case 'vehicle-or-machinery':
      return `¿Ha conducido o usado maquinaria pesada ${when}?`;
    case 'monitor':
      return '¿Ha cambiado algo sobre quién estará con usted?';
    // A protocol's own subject: a yes says that its rule was not kept.
    default:
      if (byPlan) return `¿Ha tomado esto de otro modo que el de su plan: ${subject.replaceAll('-', ' ')}?`;
      return rule === null
        ? `¿Hubo ${when} algo de esto: ${subject.replaceAll('-', ' ')}?`
        : `«${rule}»: ¿ha sido de otro modo ${when}?`;
  }
}

const kinds: Readonly<Record<SessionKind, string>> = {
  preparation: 'Preparación',
  dosing: 'Sesión',
  integration: 'Hablar de lo que surgió',
  closing: 'Mirar atrás juntos',
  continuing: 'Seguir juntos',
};

const someDays = ['Varios días', 'Más de la mitad de los días', 'Casi todos los días'] as const;

export const pageEs: PageWords = {
  title: 'Su página',
  yes: 'Sí',
  no: 'No',
  reload: 'Contar de nuevo',
  back: 'Volver a su página',
  countedAt: (clock) => `Contado a ${theHour(clock)}${clock.endsWith('.') ? '' : '.'}`,
  away: (distance) => `en ${inWords(distance)}`,
  ago: (distance) => `hace ${inWords(distance)}`,
  at,
  prove: {
    heading: '¿Es usted?',
    intro: 'Esta página es para una sola persona. Por favor, muéstrenos que es usted y se abrirá.',
    dateOfBirth: 'Su fecha de nacimiento',
    dateOfBirthHint: 'Tal como la tiene su equipo.',
    open: 'Abrir mi página',
    byCode: 'O ábrala con un código por correo',
    locked:
      'Hubo demasiadas respuestas equivocadas. Para proteger su página, ahora solo la abre un código por correo electrónico.',
    wrongDate:
      'No coincide. Por favor, revise el día, el mes y el año. Después de cinco respuestas equivocadas, solo un código por correo abre esta página.',
    noDate: 'Por favor, escriba su fecha de nacimiento: día, mes y año.',
    wrongCode:
      'Este código no abre la página. Quizás hay un error al escribirlo, ya se usó o tiene más de 30 minutos. En ese caso, pida uno nuevo.',
    codeSent:
      'Si podemos escribirle por correo, un código está en camino. Puede tardar uno o dos minutos. Mire también en el correo no deseado.',
    sendCode: 'Enviarme un código',
    sendCodeHint: 'Llega a la dirección de correo que tiene su equipo y vale 30 minutos.',
    code: 'El código del correo',
    codeHint: 'Seis cifras.',
    openByCode: 'Abrir con el código',
    keptNote:
      'Su página llevaba un rato abierta y la cerramos para protegerla. Nada de lo que escribió se ha perdido: aparecerá cuando haya entrado.',
    kept: 'Ha entrado de nuevo y lo que escribió sigue aquí. Todavía no se ha enviado. Por favor, revíselo y pulse el botón otra vez.',
    call: '¿No funciona? Por favor, llame a su equipo: el número está en el mensaje que le trajo aquí.',
  },
  gone: {
    heading: 'Este enlace no abre nada',
    why: 'Puede ser demasiado antiguo, haber sido reemplazado por otro o estar incompleto. Usted no hizo nada mal.',
    whatToDo: [
      'Busque el mensaje más reciente de su equipo y abra el enlace que está en él.',
      'Si copió el enlace, asegúrese de tenerlo entero.',
      'O llame a su equipo: el número está en cada uno de sus mensajes.',
    ],
  },
  failed: {
    internal: {
      heading: 'Algo falló de nuestro lado',
      text: 'Por favor, inténtelo otra vez en un minuto. Si sigue así, llame a su equipo: el número está en cada uno de sus mensajes.',
    },
    busy: {
      heading: 'Por favor, inténtelo una vez más',
      text: 'Otra persona estaba escribiendo en el mismo momento. Todavía no se guardó nada.',
    },
    'too-large': {
      heading: 'Es demasiado largo para nosotros',
      text: 'No se guardó nada. Por favor, vuelva atrás y escriba menos; su equipo escuchará el resto por teléfono con gusto.',
    },
    'no-form': {
      heading: 'No pudimos leerlo',
      text: 'No se guardó nada. Por favor, vuelva atrás y pulse el botón otra vez.',
    },
    method: {
      heading: 'Esto no se puede hacer aquí',
      text: 'No se cambió nada. Por favor, abra de nuevo el enlace de su mensaje.',
    },
    goBack: 'Abrir la página de nuevo',
  },
  done: {
    session: 'Gracias. Ha confirmado su sesión.',
    check: 'Gracias. Sus respuestas están con su equipo.',
    'check-in': 'Gracias por contarnos. Una persona de su equipo lee lo que escribió.',
    measure: 'Gracias. Su equipo lee sus respuestas.',
    address: 'Gracias. Ahora sabemos que nuestros mensajes le llegan.',
    action: 'Muy bien. Queda marcado como hecho.',
    presence: 'Gracias. Nos ha dicho que estará presente.',
    absence: 'Gracias por avisarnos. El equipo buscará otra solución.',
    unsafe: (crisis) =>
      `Gracias por contarnos. Su equipo ya lo sabe y le llamará. Por favor, no se quede a solas con esto. ${crisis}`,
  },
  problem: {
    title: 'Todavía no se guardó nada',
    answer: 'Por favor, elija una respuesta.',
    tick: 'Por favor, marque esta casilla si es cierto.',
    tooLong: 'Por favor, escriba menos aquí: 2000 caracteres como máximo.',
    changed:
      'Algo cambió desde que se abrió esta página, así que esto no se pudo guardar. Abajo está lo que vale ahora.',
    noMonitor: 'Todavía no hay nadie nombrado para estar con usted, así que esto no se puede confirmar.',
    busy: 'Otra persona estaba escribiendo en el mismo momento. Por favor, pulse el botón otra vez.',
    call: (phone) => `¿Tiene dudas? Llámenos: ${phone}.`,
  },
  patient: {
    greeting: (name) => (name === null ? 'Hola' : `Hola, ${name}`),
    asksTitle: 'Por favor, haga esto primero',
    nothingAsked: 'Ahora mismo no tiene que hacer nada aquí.',
    sessionsTitle: 'Su próxima sesión',
    laterTitle: 'Después de eso',
    kind: (of, doseNumber) => (of === 'dosing' && doseNumber !== null ? `Sesión ${doseNumber}` : kinds[of]),
    moreFacts: 'Dónde, con quién, cuánto dura',
    begun: 'Tenía que empezar a esta hora. Todo lo de abajo sigue en pie.',
    inSession: 'Su sesión está en curso. Quédese con su equipo y haga lo que le digan.',
    reachTitle: 'Su equipo',
    reach: 'Llámenos por cualquier cosa, grande o pequeña.',
    calendarTitle: 'Sus sesiones en su calendario',
    calendarIntro:
      'Su calendario puede mostrar sus sesiones y seguir los cambios de hora. Solo muestra la palabra «Sesión».',
    calendarButton: 'Mostrar la dirección del calendario',
    noNames: 'Se está formando su equipo.',
    safetyTitle: 'Para su seguridad: lo que conviene saber',
  },
  confirm: {
    title: 'Por favor, confirme su sesión',
    intro: (when) => `Es a ${when}. Lea primero las horas de más abajo y después marque las dos casillas.`,
    guidelines: 'He leído las horas y lo que hay que hacer, y lo cumpliré.',
    monitor: (name) => `${name ?? 'La persona que nombré'} conoce la hora y estará conmigo de principio a fin.`,
    noMonitor:
      'Todavía no hay nadie nombrado para estar con usted. Por favor, llámenos para que la sesión pueda tener lugar.',
    button: 'Confirmar mi sesión',
    done: 'Ha confirmado esta sesión.',
  },
  check: {
    title: 'Unas preguntas antes de su sesión',
    intro: (when) =>
      `Su sesión es a ${when}. Por favor, responda cada pregunta. Si no está seguro o segura, elija sí: lo hablaremos.`,
    open: 'Responder las preguntas',
    again: '¿Algo cambió? Responder de nuevo',
    answeredAt: (when) => `Respondió estas preguntas a ${when}.`,
    healthTitle: 'Su salud',
    healthIntro: '¿Algo de esto es nuevo o distinto desde que su equipo le preguntó por última vez?',
    takenTitle: 'Lo que ha tomado',
    takenIntro: 'Dígalo tal como es. Nadie se enojará con usted, y así le protege.',
    whatThen:
      'Si responde sí a algo, un médico le llamará antes de la sesión. Hasta entonces, no tome nada para ella. Siga con sus medicamentos habituales tal como se los recetaron.',
    button: 'Enviar mis respuestas',
    health: (code) => health[code] ?? null,
    unknownHealth: (code) =>
      `Este punto de sus preguntas de salud: ${code.replaceAll('-', ' ')}. Si no sabe qué significa, elija sí o llámenos`,
    taken,
  },
  note: {
    label: '¿Algo más que quiera que sepamos?',
    hint: 'Puede dejarlo vacío. Lo lee una persona, pero no enseguida: si es urgente, llame.',
  },
  checkIn: {
    title: '¿Cómo está?',
    intro: (when) => `Tres preguntas breves sobre cómo está después de su sesión del ${when}.`,
    unsafe: '¿Se siente en peligro o ha pensado en hacerse daño?',
    unwell: '¿Se siente mal, en confusión o como si no fuera usted?',
    wantsCall: '¿Quiere que le llamemos?',
    button: 'Enviar mis respuestas',
    now: 'Si necesita ayuda ahora mismo, no nos espere:',
  },
  measure: {
    title: (instrument) => (instrument === 'phq-9' ? 'Nueve preguntas' : 'Siete preguntas'),
    intro: 'Su equipo lee sus respuestas. No hay respuestas correctas ni equivocadas.',
    open: 'Responder las preguntas',
    button: 'Enviar mis respuestas',
    // PHQ-9 and GAD-7, Spanish for the USA: R. L. Spitzer, J. B. W. Williams, K. Kroenke and colleagues (phqscreeners.com).
    stem: {
      'phq-9': 'Durante las últimas 2 semanas, ¿qué tan seguido ha tenido molestias debido a los siguientes problemas?',
      'gad-7': 'Durante las últimas 2 semanas, ¿con qué frecuencia ha sentido molestias por los siguientes problemas?',
    },
    options: { 'phq-9': ['Ningún día', ...someDays], 'gad-7': ['Nunca', ...someDays] },
    items: {
      'phq-9': [
        'Poco interés o placer en hacer cosas',
        'Se ha sentido decaído(a), deprimido(a) o sin esperanzas',
        'Ha tenido dificultad para quedarse o permanecer dormido(a), o ha dormido demasiado',
        'Se ha sentido cansado(a) o con poca energía',
        'Sin apetito o ha comido en exceso',
        'Se ha sentido mal con usted mismo(a) – o que es un fracaso o que ha quedado mal con usted mismo(a) o con su familia',
        'Ha tenido dificultad para concentrarse en ciertas actividades, tales como leer el periódico o ver la televisión',
        '¿Se ha movido o hablado tan lento que otras personas podrían haberlo notado? o lo contrario – muy inquieto(a) o agitado(a) que ha estado moviéndose mucho más de lo normal',
        'Pensamientos de que estaría mejor muerto(a) o de lastimarse de alguna manera',
      ],
      'gad-7': [
        'Sentirse nervioso/a, intranquilo/a o con los nervios de punta',
        'No poder dejar de preocuparse o no poder controlar la preocupación',
        'Preocuparse demasiado por diferentes cosas',
        'Dificultad para relajarse',
        'Estar tan inquieto/a que es difícil permanecer sentado/a tranquilamente',
        'Molestarse o ponerse irritable fácilmente',
        'Sentir miedo como si algo terrible pudiera pasar',
      ],
    },
    source:
      'Elaborado por los doctores Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke y colegas, mediante una subvención educativa otorgada por Pfizer Inc. No se requiere permiso para reproducir, traducir, presentar o distribuir.',
  },
  address: {
    title: '¿Le llegan nuestros mensajes?',
    intro: '¿Es esta la dirección a la que quiere que le escribamos?',
    button: 'Sí, escríbanme aquí',
    notYours: 'Si no, por favor llámenos.',
  },
  actions: { done: (text) => `Hecho: ${text}`, button: 'Hecho' },
  reflections: {
    title: 'Lo que anotó con su equipo',
    intention: 'Su intención',
    earlier: 'Lo que era antes',
    coreWounds: 'En lo que está trabajando',
    insights: 'Lo que ha comprendido',
  },
  monitor: {
    heading: 'Le piden que esté presente',
    intro: 'Alguien le ha nombrado como la persona que se queda a su lado. Gracias.',
    question: '¿Estará presente?',
    yes: 'Sí, estaré presente',
    no: 'No, no podré estar',
    send: 'Enviar mi respuesta',
    saidYes: 'Dijo que estará presente.',
    saidNo: 'Dijo que no podrá estar. El equipo lo sabe.',
    untilStart: 'Puede cambiar su respuesta hasta el comienzo.',
    cancelled: 'Esto no tendrá lugar, o no con usted. No tiene que venir.',
    over: 'Aquí ya no se le pide nada. Gracias por estar presente.',
    paused: 'Todo está en pausa. Por favor, espere noticias del equipo.',
    onlyDay: 'Por privacidad, esta página no muestra ningún nombre ni lugar.',
  },
  calendar: {
    heading: 'Su dirección del calendario',
    intro: 'Copie esta dirección en su calendario: busque «añadir por URL» o «suscribirse».',
    once: 'Se muestra solo esta vez. Si la pierde, cree una nueva en su página.',
    address: 'Su dirección del calendario',
    open: 'Abrir en mi aplicación de calendario',
    keepSecret: 'Quien tenga esta dirección puede ver las horas de sus sesiones. Por favor, guárdela para usted.',
  },
};
