/** English: plain, warm, short. Never the medicine, a diagnosis, or what kind of session it is. */
import type { GuidelineSubject } from '../domain/protocol.ts';
import type { Audience, SessionMode, TouchpointName } from '../domain/state.ts';
import type { ClockReading, When } from './times.ts';
import type { AvoidSubject, DaysAway, PlannedSubject, Rule, Words } from './words.ts';

function onDay(reading: ClockReading): string {
  const day = `${reading.clock} on ${reading.weekday}`;
  if (reading.special === 'noon') return `${day} (noon)`;
  return reading.special === 'midnight' ? `${day} (midnight, when ${reading.weekdayBefore} ends)` : day;
}

/** "7:00 AM on Wednesday", with the second clock where there is one. */
function at(when: When): string {
  if (!when.other) return onDay(when);
  const sameDay = when.other.weekday === when.weekday;
  const other = sameDay ? `${when.other.clock} ${when.other.zone}` : `${onDay(when.other)}, ${when.other.zone}`;
  return `${onDay(when)}, ${when.zone} (${other})`;
}

function away(days: DaysAway | null): string {
  if (days === 'today' || days === 'tomorrow') return `is ${days}`;
  return days === null ? 'is coming up' : `is in ${days} days`;
}

function subjectOf(
  template: TouchpointName,
  about: { days: DaysAway | null; newTime: boolean; audience: Audience },
): string {
  const toMonitor = about.audience === 'monitor' ? monitorSubjectOf(template, about.days) : null;
  if (toMonitor) return toMonitor;
  switch (template) {
    case 'booked':
      return 'Your session is booked';
    case 'booked-late':
      return 'Your session is booked, but not confirmed yet';
    case 'moved':
      return about.newTime ? 'Your session has a new time' : 'Your session has changed';
    case 'cancelled':
      return 'Your session is cancelled';
    case 'not-yet':
      return 'Your session is not confirmed yet';
    case 'confirmed':
      return 'Your session is confirmed';
    case 'on-hold':
      return 'Your sessions are paused';
    case 'resumed':
      return 'Your sessions go on';
    case 'reminder-1d':
    case 'reminder-3d':
    case 'reminder-24h':
    case 'reminder-3h':
      return `Your session ${away(about.days)}`;
    case 'after':
      return 'After your session';
    case 'next-day':
    case 'check-in':
      return 'How are you today?';
    case 'welcome':
      return 'Welcome: this is your care team';
    case 'measure':
      return 'A few questions for you';
    case 'code':
      return 'Your code';
  }
}

function monitorSubjectOf(template: TouchpointName, days: DaysAway | null): string | null {
  switch (template) {
    case 'booked':
      return 'Somebody asks you to be there';
    case 'moved':
      return 'A new time to be there';
    case 'cancelled':
      return 'You are not needed this time';
    case 'not-yet':
      return 'Not confirmed yet: please wait for word';
    case 'confirmed':
      return 'Confirmed: please be there';
    case 'reminder-24h':
      return days === 'today' || days === 'tomorrow'
        ? `You are asked to be there ${days}`
        : 'You are asked to be there soon';
    case 'after':
      return 'What holds now';
    default:
      return null;
  }
}

const things: Record<PlannedSubject, { name: string; what: string }> = {
  benzodiazepine: { name: 'benzodiazepines', what: 'These are medicines for calm or sleep.' },
  stimulant: { name: 'stimulants', what: 'These are medicines or drugs that keep you awake or alert.' },
  alcohol: { name: 'alcohol', what: 'A hangover counts too.' },
};
const prescribedSince = 'Was one prescribed for you since we last asked? Do not change it on your own; call us.';
const everyDay = 'If you drink every day: do not stop suddenly on your own; call us.';
const mustEat = 'If you have diabetes or must eat, call us first.';
const withWater = 'This includes water. If you need water to take a medicine, call us first.';

function avoid(subject: AvoidSubject, from: When): Rule {
  switch (subject) {
    case 'benzodiazepine':
    case 'stimulant':
      return {
        lead: `Do not take ${things[subject].name} from ${at(from)}`,
        note: `${things[subject].what} ${prescribedSince}`,
      };
    case 'alcohol':
      return { lead: `No alcohol after ${at(from)}`, note: `${things.alcohol.what} ${everyDay}` };
    case 'solid-food':
      return { lead: `No solid food after ${at(from)}`, note: mustEat };
    case 'liquids':
      return { lead: `Nothing to drink after ${at(from)}`, note: withWater };
  }
}

/** A window that an earlier message told in time: it goes on. */
function begun(subject: AvoidSubject, from: When): Rule {
  switch (subject) {
    case 'benzodiazepine':
    case 'stimulant':
      return { lead: `Still no ${things[subject].name}, since ${at(from)}`, note: prescribedSince };
    case 'alcohol':
      return { lead: `Still no alcohol, since ${at(from)}`, note: everyDay };
    case 'solid-food':
      return { lead: `Still no solid food, since ${at(from)}`, note: mustEat };
    case 'liquids':
      return { lead: `Still nothing to drink, since ${at(from)}`, note: withWater };
  }
}

/** A window that began before anyone could tell: from now on, and say what happened. */
function tooLate(subject: AvoidSubject, from: When): Rule {
  const tell = (verb: string): string => `Tell us if you ${verb} after ${at(from)}.`;
  switch (subject) {
    case 'benzodiazepine':
    case 'stimulant':
      return {
        lead: `From now on, do not take ${things[subject].name}`,
        note: `${things[subject].what} ${tell('took any')} ${prescribedSince}`,
      };
    case 'alcohol':
      return { lead: 'From now on, no alcohol', note: `${tell('drank any')} ${everyDay}` };
    case 'solid-food':
      return { lead: 'From now on, no solid food', note: `${tell('ate')} ${mustEat}` };
    case 'liquids':
      return { lead: 'From now on, nothing to drink', note: `${tell('drank')} ${withWater}` };
  }
}

function plan(subject: PlannedSubject, clinician: string | null): Rule {
  return {
    lead: `Follow the plan that ${clinician ?? 'your clinician'} made with you for ${things[subject].name}`,
    note:
      subject === 'alcohol'
        ? 'Do not stop suddenly on your own; call us.'
        : 'Do not change it on your own; if you have no plan, call.',
  };
}

function place(mode: SessionMode): string {
  switch (mode) {
    case 'home':
      return 'At home';
    case 'clinic':
      return 'At the clinic';
    case 'video':
      return 'By video';
    case 'phone':
      return 'By phone. We call you';
  }
}

function other(subject: GuidelineSubject): Rule {
  return { lead: `Ask your care team about this: ${subject.replaceAll('-', ' ')}`, note: null };
}

export const en: Words = {
  direction: 'ltr',
  careTeam: 'Your care team',
  greeting: (name) => (name === null ? 'Hello,' : `Hello ${name},`),
  subject: subjectOf,
  discreet: {
    subject: 'A note from your care team',
    preview: 'There is something for you to read.',
    body: 'There is something for you to read from your care team.',
    call: (phone) => `Please call us at ${phone} and we will go through it with you.`,
  },
  intro: {
    booked: 'Your session is booked. Here is what to know.',
    bookedLate:
      'Your session is booked for very soon, so some times have begun already or begin within the hour. Here is what you can still do.',
    moved: 'Your session has a new time. Please forget the old one, and the times that we sent you for it.',
    changed: 'Something about your session has changed. What you read here is what counts now.',
    cancelled: 'This session will not take place.',
    notYet: 'Something has to be settled before your session can take place.',
    confirmed: 'Your care team has confirmed your session. It takes place as planned.',
    onHold: 'Your care team has put your sessions on pause.',
    resumed: 'The pause is over. Here is what is booked.',
    therapyReminder: 'This is a reminder of your session.',
    firstDoseReminder: (monitor) =>
      `Your session is coming up. Please read the times below, and check with ${monitor ?? 'the person who will be with you'} that the day still works.`,
    secondDoseReminder: 'The first times to keep are close. Please read them now.',
    lastDoseReminder: 'Your session is close. Here is what to keep to now.',
    ended: (when) =>
      when === null
        ? 'Your session should be over by now. Your care team will write or call you.'
        : `Your session ended at ${at(when)}. Now it is time to rest.`,
    nextDay: 'We are thinking of you after your session.',
  },
  session: {
    starts: 'Your session',
    was: (when) => `Before: ${when.date}, ${when.clock}`,
    otherClock: ({ other: second, weekday }) =>
      second === null
        ? null
        : `That is ${second.clock} ${second.zone}${second.weekday === weekday ? '' : ` on ${second.weekday}`}.`,
    where: 'Where',
    place,
    joinBy: 'Join here',
    withWhom: 'With',
    howLong: 'How long',
    about: (duration) => `About ${duration}`,
    monitor: 'By your side',
    noneUpcoming: 'No session is booked right now. Your care team will find a time with you.',
  },
  status: {
    notConfirmed: 'Not confirmed yet',
    cancelled: 'Cancelled',
    paused: 'On pause',
    pausedWhat: 'None of your sessions takes place until your care team tells you that the pause is over.',
    teamWillCall: (phone) =>
      `Your session is not confirmed yet. Your care team will call you. You can also call us: ${phone}.`,
    callTeam: (phone) =>
      `Your session is not confirmed yet. Please call us now, so that we can go through it together: ${phone}.`,
    keepTimes:
      'Please keep the times below in the meantime, so that the session can take place if your team confirms it.',
  },
  guidelines: {
    title: 'What to do, and by when',
    stillTitle: 'What you can still do',
    intro: 'Each of these holds from its time on, until your care team says that the session is over.',
    stillIntro: 'These times are still ahead of you. Each holds until your care team says that the session is over.',
    openTitle: 'What has begun already',
    openIntro: 'These times had begun before we wrote this. That is not your fault. From here on, you can still help.',
    begunTitle: 'What still holds',
    begunIntro: 'This has begun already. It holds until your care team says that the session is over.',
    alsoTitle: 'Also important',
    sessionStarts: 'Your session starts',
    avoid,
    begun,
    tooLate,
    plan,
    bloodPressure: (takes) => ({
      lead: takes
        ? 'Blood pressure medicine: Keep taking it as prescribed'
        : 'Do you take blood pressure medicine? Keep taking it as prescribed',
      note: null,
    }),
    monitor: (name) =>
      name === null
        ? { lead: 'Someone has to be with you the whole time', note: 'Please tell your care team who it will be.' }
        : { lead: `${name} has to be with you the whole time`, note: 'Can they no longer come? Call us right away.' },
    vehicle: {
      lead: "Afterwards, no vehicle, bicycle or heavy machinery until you have had a full night's sleep",
      note: 'Please plan now how you get where you need to be.',
    },
    unsure: (phone) => `Not sure if something counts? Call us: ${phone}.`,
    other,
  },
  safety: {
    takeNothing: (monitor) =>
      `Take nothing until your care team has started the session with you, and never without ${monitor ?? 'the person who is to be with you'}.`,
    takeNothingNote: 'This is about what you were given for the session. It is not about your usual medicines.',
    cancelled: 'Take nothing. Keep to your usual medicines and meals.',
    cancelledTherapy: 'There is nothing you need to do.',
    newTime: 'To find a new time, please call us.',
    oldTimes: 'The times that we sent you for this session no longer count.',
    pausedNothing: 'Take nothing for your session during the pause.',
    // A hold may end inside a window: who was told of it before must not have been told since that it does not count.
    pausedTimes:
      'Your session may still go on at its time. Until we write again, keep to the times that we sent you, as if there were no pause.',
    untilWeCall: 'Take nothing. Keep to your usual medicines and wait for our call.',
    vulnerableBefore:
      'In this session, and for some hours after it, you are more vulnerable than usual, and accidents happen more easily. Keep the rest of the day free, and let others help.',
    vulnerableAfter:
      'Right now you are more vulnerable than usual, and accidents happen more easily. Move slowly, take care on stairs, and leave big decisions for another day.',
  },
  after: {
    title: 'What holds now',
    vehicle: (notBefore) => ({
      lead: `No vehicle, bicycle or heavy machinery before ${at(notBefore)}, and only after a full night's sleep`,
      note: 'Both have to be true. If you slept badly, wait longer.',
    }),
    vehicleEstimate:
      "No vehicle, bicycle or heavy machinery until you have had a full night's sleep and your care team has written or called you",
    foodAndDrink: { lead: 'You may eat and drink again when you feel ready', note: null },
    rest: { lead: 'Rest, and stay close to someone you trust', note: null },
    stillGoing: { lead: 'If your session is still going on, stay with your care team and do as they say', note: null },
    plans: {
      lead: 'Keep to your usual medicines as prescribed, and to any plan that your care team made with you',
      note: null,
    },
    worry: 'If anything worries you, call us.',
  },
  nextDay: {
    title: 'Please call us if',
    signs: [
      'you feel unwell, confused, or not like yourself',
      'you fell, or had an accident',
      'feelings have come up that are hard to be alone with',
      'you have any question, big or small',
    ],
    noAnswerNeeded: 'If you feel fine, there is nothing you need to do. Be kind to yourself today.',
    vehicle: "If you have not had a full night's sleep yet: still no vehicle, bicycle or heavy machinery.",
  },
  page: {
    open: 'Open your page',
    openToAnswer: 'Open your page to answer',
    secret: 'The link is for you alone. Please do not pass this message on.',
    asks: {
      'confirm-session': 'Please confirm that you know these times, and who will be with you.',
      'pre-session-check': 'Please answer a few questions before your session.',
      'confirm-presence': 'Please tell us whether you will be there.',
      'confirm-address': 'Please confirm that this message has reached you.',
      'check-in': 'Please tell us how you are: three short questions.',
      measures: 'Please answer two short sets of questions.',
    },
  },
  welcome: {
    intro: 'Your care team is complete. We are glad that you are here.',
    teamTitle: 'Your care team',
    leads: 'your first person to turn to',
    role: { therapist: 'talks with you before and after each session', clinician: 'looks after your health' },
    howTitle: 'How we write to you',
    how: [
      'We write when a session is booked, changed or close, and tell you what to do and until when.',
      'Times are by your own clock.',
      'We never ask for money, passwords or pictures by email.',
    ],
  },
  checkIn: { intro: 'We are thinking of you, and would like to know how you are.' },
  measure: {
    intro: 'Now and then we ask how the last two weeks were for you. Your care team reads your answers.',
    howLong: 'It takes about five minutes.',
  },
  code: {
    intro: 'You asked for a code to open your page. It is good for 30 minutes and for one time.',
    code: (code) => `Your code: ${code}`,
    notYou: 'You did not ask for it? Then you need do nothing; tell us if it happens again.',
  },
  actions: { title: 'What you set out to do', due: (date) => `by ${date}` },
  integration: {
    title: 'Your next session',
    next: (when) => `We meet again on ${when.date} at ${when.clock}, to talk about what came up.`,
    none: (phone) => `We would like to talk with you about what came up. Call us at ${phone} to find a time.`,
  },
  monitor: {
    intro: {
      booked: (patient) =>
        `${patient ?? 'Somebody close to you'} has named you as the person who will be there during a session. Thank you.`,
      moved: 'The session has a new time. Please forget the old one.',
      cancelled: 'The session will not take place, or somebody else will be there. You need not come.',
      reminder: (patient) => `You are the person who will be with ${patient ?? 'somebody close to you'}. It is soon.`,
      notYet: 'Something has to be settled before the session can take place.',
      confirmed: 'The session takes place as planned.',
      after: (patient) => `The session is over. Thank you for being with ${patient ?? 'them'}.`,
    },
    title: 'What we ask of you',
    toDo: (patient) => [
      'Be there from a little before the start until the care team says that it is over.',
      'Stay awake, sober, and in the same place; keep your phone at hand.',
      `Let ${patient ?? 'them'} rest. You need not talk, explain or do anything: being there is what helps.`,
      'Help with standing and walking. Accidents happen more easily.',
    ],
    takeNothing: (patient) =>
      `Nothing may be taken until the care team has started the session with ${patient ?? 'them'}, and never without you there`,
    takeNothingYet: 'Nothing may be taken. Please wait for word from the care team',
    cannotCome: (phone) => `You cannot be there after all? Please tell us at once: ${phone}.`,
    afterTitle: 'What helps now',
    vehicle: (notBefore) => ({
      lead: notBefore
        ? `No vehicle, bicycle or heavy machinery before ${at(notBefore)}, and only after a full night's sleep`
        : "No vehicle, bicycle or heavy machinery until after a full night's sleep and word from the care team",
      note: 'Both have to be true.',
    }),
    afterToDo: (patient) => [
      `Stay with ${patient ?? 'them'} until things feel steady again, or until somebody takes over.`,
      'A quiet evening, something to eat and drink when it feels right, and an early night.',
    ],
    unwell: (numbers, phone) =>
      `If breathing, the heart or the mind worry you, call ${numbers?.danger ?? 'your local emergency number'}. For anything else: ${phone}.`,
  },
  calendar: { session: 'Session' },
  callUs: (phone) => `Call us: ${phone}`,
  footer: {
    title: 'If you need help',
    danger: (numbers) =>
      numbers ? `In danger, call ${numbers.danger}.` : 'In danger, call your local emergency number.',
    crisis: (numbers) => {
      if (!numbers) return 'In crisis, call your local emergency number or a crisis line near you.';
      const { name, text, numbers: number } = numbers.crisis;
      return `In crisis, call ${text ? 'or text ' : ''}${name ? `${name} on ` : ''}${number}.`;
    },
    mailbox: 'Nobody watches this mailbox. Please do not reply.',
    call: (phone) => `To reach your care team, call ${phone}.`,
  },
};
