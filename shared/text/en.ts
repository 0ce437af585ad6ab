/** English: plain, warm, short. Never the medicine, a diagnosis, or what kind of session it is. */
import type { SessionMode } from '../domain/state.ts';
import { after, at, guidelines, still } from './en-guidelines.ts';
import { monitor } from './en-monitor.ts';
import { subjectOf } from './en-subjects.ts';
import type { Words } from './words.ts';

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
    secondDoseReminder: 'The first times to keep are coming up. Please read them now.',
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
  guidelines,
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
    title: 'What matters now',
    ...after,
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
    still,
  },
  page: {
    open: 'Open your page',
    openToAnswer: 'Answer now',
    secret: 'The link is for you alone. Please do not pass this message on.',
    askTitle: 'What we need from you',
    asks: {
      'confirm-session': 'Confirm that you know the times in this message, and who will be with you.',
      'pre-session-check': 'Answer a few questions before your session.',
      'confirm-presence': 'Tell us whether you will be there.',
      'confirm-address': 'Confirm that this message has reached you.',
      'check-in': 'Tell us how you are: three short questions.',
      measures: 'Answer two short sets of questions.',
    },
  },
  welcome: {
    intro: 'Your care team is complete. We are glad that you are here.',
    teamTitle: 'Your care team',
    leads: 'is the first person to turn to',
    role: { therapist: 'talks with you before and after each session', clinician: 'looks after your health' },
    howTitle: 'How we write to you',
    how: [
      'We write when a session is booked, changed or close, and tell you what to do and until when.',
      'Times are by your own clock.',
      'We never ask for money, passwords or pictures by email.',
    ],
  },
  introduction: {
    leads: (name) => `${name ?? 'Somebody new'} is the first person to turn to from now on.`,
    standsIn: (name) => `${name ?? 'Somebody of your care team'} is the first person to turn to for the time being.`,
  },
  checkIn: { intro: 'We are thinking of you, and would like to know how you are.' },
  measure: {
    intro: 'Now and then we ask how the last two weeks were for you. Your care team reads your answers.',
    howLong: 'It takes about five minutes.',
  },
  code: {
    intro: 'You asked for a code to open your page.',
    label: 'Your code',
    howLong: 'It works once, for the next 30 minutes. Nobody in your care team will ask you for it.',
    notYou: 'Did you not ask for it? Then there is nothing you need to do. Tell us if it happens again.',
  },
  actions: { title: 'What you set out to do', due: (date) => `by ${date}`, helps: (name) => `Who helps: ${name}` },
  toRead: {
    line: (what) => `To read before your session, on your page: ${what}.`,
    what: { 'set-out-with': 'what you set out with', found: 'what you have found', 'to-do': 'what you wanted to do' },
  },
  integration: {
    title: 'Your next session',
    next: (when) => `We meet again on ${when.date} at ${when.clock}, to talk about what came up.`,
    none: (phone) => `We would like to talk with you about what came up. Call us at ${phone} to find a time.`,
  },
  monitor,
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
