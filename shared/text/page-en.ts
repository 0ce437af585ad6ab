/** English pages: plain, warm, short. What is asked names what has to be named; titles and headings tell nothing. */
import type { GuidelineSubject, SessionKind } from '../domain/protocol.ts';
import type { Distance, PageWords } from './page-words.ts';
import type { When } from './times.ts';

function inWords({ days, hours, minutes }: Distance): string {
  const parts = [
    ...(days > 0 ? [days === 1 ? '1 day' : `${days} days`] : []),
    ...(hours > 0 ? [`${hours} h`] : []),
    ...(minutes > 0 || days + hours === 0 ? [`${minutes} min`] : []),
  ];
  return parts.join(' ');
}

function at({ clock, weekday, special, zone, other }: When): string {
  const here = `${clock} on ${weekday}${special === null ? '' : ` (${special})`}`;
  return other && zone ? `${here}, ${zone} (${other.clock} ${other.zone})` : here;
}

const health: Readonly<Record<string, string>> = {
  'allergic-to-ketamine': 'An allergy to ketamine',
  'psychosis-or-mania':
    'Psychosis or mania (for example hearing or seeing what others do not, or feeling so driven that you hardly sleep)',
  'uncontrolled-high-blood-pressure': 'High blood pressure that is not under control',
  'serious-heart-problem': 'A serious heart problem',
  'severe-breathing-problem': 'A severe breathing problem',
  'history-of-elevated-intraocular-or-intracranial-pressure': 'Raised pressure in the eye or in the head, now or ever',
  'history-of-hyperthyroidism': 'An overactive thyroid, now or ever',
  'other-serious-medical-illness': 'Another serious illness',
  'pregnant-nursing-or-trying': 'Being pregnant, breastfeeding, or trying to become pregnant',
};

function taken(subject: GuidelineSubject, since: string | null, byPlan: boolean, rule: string | null): string {
  const when = since ?? 'the last day began';
  switch (subject) {
    case 'benzodiazepine':
      return byPlan
        ? 'Have you taken a benzodiazepine (a medicine for calm or sleep) other than as your plan says?'
        : `Have you taken a benzodiazepine (a medicine for calm or sleep) since ${when}?`;
    case 'stimulant':
      return byPlan
        ? 'Have you taken a stimulant (a medicine or drug that keeps you awake or alert) other than as your plan says?'
        : `Have you taken a stimulant (a medicine or drug that keeps you awake or alert) since ${when}?`;
    case 'alcohol':
      return byPlan
        ? 'Have you drunk alcohol other than as your plan says?'
        : `Have you drunk alcohol since ${when}, or do you have a hangover now?`;
    case 'solid-food':
      return `Have you eaten anything since ${when}?`;
    case 'liquids':
      return `Have you drunk anything, water too, since ${when}?`;
    case 'antihypertensive':
      return `Have you taken a medicine for blood pressure since ${when}?`;
    case 'vehicle-or-machinery':
      return `Have you driven or used heavy machinery since ${when}?`;
    case 'monitor':
      return 'Has something changed about who will be with you?';
    // A protocol's own subject: a yes says that its rule was not kept.
    default:
      if (byPlan) return `Have you taken this other than as your plan says: ${subject.replaceAll('-', ' ')}?`;
      return rule === null
        ? `Since ${when}, was there anything of this: ${subject.replaceAll('-', ' ')}?`
        : `“${rule}”: since ${when}, has it been otherwise?`;
  }
}

const kinds: Readonly<Record<SessionKind, string>> = {
  preparation: 'Preparation',
  dosing: 'Session',
  integration: 'Talking about what came up',
  closing: 'Looking back together',
  continuing: 'Going on together',
};

export const pageEn: PageWords = {
  title: 'Your page',
  yes: 'Yes',
  no: 'No',
  reload: 'Count again',
  back: 'Back to your page',
  countedAt: (clock) => `Counted at ${clock}${clock.endsWith('.') ? '' : '.'}`,
  away: (distance) => `in ${inWords(distance)}`,
  ago: (distance) => `${inWords(distance)} ago`,
  at,
  prove: {
    heading: 'Is it you?',
    intro: 'This page is for one person alone. Please show us that it is you, then it opens.',
    dateOfBirth: 'Your date of birth',
    dateOfBirthHint: 'As your care team has it.',
    open: 'Open my page',
    byCode: 'Or open it with a code by email',
    locked: 'There were too many wrong answers. To keep your page safe, only a code by email opens it now.',
    wrongDate:
      'That does not match. Please look at the day, the month and the year again. After five wrong answers only a code by email opens this page.',
    noDate: 'Please enter your date of birth: day, month and year.',
    wrongCode:
      'This code does not open the page. Perhaps there is a typing mistake, or it was used already, or it is older than 30 minutes. Then ask for a new one.',
    codeSent:
      'If we may write to you by email, a code is on its way. It can take a minute or two. Look into your spam folder, too.',
    sendCode: 'Send me a code',
    sendCodeHint: 'It goes to the email address that your care team has, and is good for 30 minutes.',
    code: 'The code from the email',
    codeHint: 'Six digits.',
    openByCode: 'Open with the code',
    keptNote:
      'Your page had been open for a while, so we closed it to keep it safe. Nothing that you filled in is lost: it comes back once you are in.',
    kept: 'You are in again, and what you filled in is still here. It has not been sent yet. Please look at it and press the button once more.',
    call: 'Does it not work? Please call your care team: the number is in the message that brought you here.',
  },
  gone: {
    heading: 'This link does not open anything',
    why: 'It may be too old, replaced by a newer one, or not complete. You did nothing wrong.',
    whatToDo: [
      'Look for the newest message from your care team and open the link in that one.',
      'If you copied the link, make sure that you have all of it.',
      'Or call your care team: the number is in each of their messages.',
    ],
  },
  failed: {
    internal: {
      heading: 'Something went wrong on our side',
      text: 'Please try again in a minute. If it stays like this, call your care team: the number is in each of their messages.',
    },
    busy: {
      heading: 'Please try once more',
      text: 'Somebody else was writing at the same moment. Nothing was saved yet.',
    },
    'too-large': {
      heading: 'That is too long for us to take',
      text: 'Nothing was saved. Please go back and write less; your care team is glad to hear the rest on the phone.',
    },
    'no-form': {
      heading: 'We could not read that',
      text: 'Nothing was saved. Please go back and press the button once more.',
    },
    method: {
      heading: 'This cannot be done here',
      text: 'Nothing was changed. Please open the link from your message again.',
    },
    goBack: 'Open the page again',
  },
  done: {
    session: 'Thank you. You have confirmed your session.',
    check: 'Thank you. Your answers are with your care team.',
    'check-in': 'Thank you for telling us. A person from your care team reads what you wrote.',
    measure: 'Thank you. Your care team reads your answers.',
    address: 'Thank you. Now we know that our messages reach you.',
    action: 'Well done. It is ticked off.',
    presence: 'Thank you. You have told us that you will be there.',
    absence: 'Thank you for telling us. The care team will find another way.',
    unsafe: (crisis) =>
      `Thank you for telling us. Your care team knows now and will call you. Please do not stay alone with this. ${crisis}`,
  },
  problem: {
    title: 'Nothing was saved yet',
    answer: 'Please choose an answer.',
    tick: 'Please tick this box if it is true.',
    tooLong: 'Please write less here: 2,000 characters at the most.',
    changed: 'Something has changed since this page was opened, so this could not be saved. What counts now is below.',
    noMonitor: 'Nobody is named yet to be with you, so this cannot be confirmed.',
    busy: 'Somebody else was writing at the same moment. Please press the button once more.',
    call: (phone) => `Not sure? Call us: ${phone}.`,
  },
  patient: {
    greeting: (name) => (name === null ? 'Hello' : `Hello ${name}`),
    asksTitle: 'Please do this first',
    nothingAsked: 'There is nothing you need to do here right now.',
    sessionsTitle: 'Your next session',
    laterTitle: 'After that',
    kind: (of, doseNumber) => (of === 'dosing' && doseNumber !== null ? `Session ${doseNumber}` : kinds[of]),
    moreFacts: 'Where, with whom, how long',
    begun: 'It was to begin at this time. Everything below still holds.',
    inSession: 'Your session is going on. Stay with your care team and do as they say.',
    reachTitle: 'Your care team',
    reach: 'Call us about anything, big or small.',
    calendarTitle: 'Your sessions in your calendar',
    calendarIntro:
      'Your calendar can show your sessions and follow when a time changes. It shows only the word “Session”.',
    calendarButton: 'Show the calendar address',
    noNames: 'Your care team is being put together.',
    safetyTitle: 'For your safety: good to know',
  },
  confirm: {
    title: 'Please confirm your session',
    intro: (when) => `It is at ${when}. Read the times further down first, then tick both.`,
    guidelines: 'I have read the times and what to do, and I will keep to them.',
    monitor: (name) => `${name ?? 'The person I named'} knows the time and will be with me from start to end.`,
    noMonitor: 'Nobody is named yet to be with you. Please call us, so that the session can take place.',
    button: 'Confirm my session',
    done: 'You have confirmed this session.',
  },
  check: {
    title: 'A few questions before your session',
    intro: (when) =>
      `Your session is at ${when}. Please answer each question. If you are not sure, choose yes: we will talk about it.`,
    open: 'Answer the questions',
    again: 'Something has changed? Answer again',
    answeredAt: (when) => `You answered these questions at ${when}.`,
    healthTitle: 'Your health',
    healthIntro: 'Is any of this new, or different, since your care team last asked you?',
    takenTitle: 'What you have taken',
    takenIntro: 'Say it as it is. Nobody will be cross with you, and it keeps you safe.',
    whatThen:
      'If you answer yes to something, a clinician calls you before the session. Until then, take nothing for it. Keep to your usual medicines as prescribed.',
    button: 'Send my answers',
    health: (code) => health[code] ?? null,
    unknownHealth: (code) =>
      `This point of your health questions: ${code.replaceAll('-', ' ')}. If you do not know what it means, choose yes or call us`,
    taken,
  },
  note: {
    label: 'Anything else that you want us to know?',
    hint: 'You may leave this empty. A person reads it, but not at once: if it is urgent, call.',
  },
  checkIn: {
    title: 'How are you?',
    intro: (when) => `Three short questions about how you are after your session of ${when}.`,
    unsafe: 'Do you feel unsafe, or have you thought of hurting yourself?',
    unwell: 'Do you feel unwell, confused, or not like yourself?',
    wantsCall: 'Would you like us to call you?',
    button: 'Send my answers',
    now: 'If you need help right now, do not wait for us:',
  },
  measure: {
    title: (instrument) => (instrument === 'phq-9' ? 'Nine questions' : 'Seven questions'),
    intro: 'Your care team reads your answers. There are no right or wrong ones.',
    open: 'Answer the questions',
    button: 'Send my answers',
    // PHQ-9 and GAD-7, English: R. L. Spitzer, J. B. W. Williams, K. Kroenke and colleagues (phqscreeners.com).
    stem: {
      'phq-9': 'Over the last 2 weeks, how often have you been bothered by any of the following problems?',
      'gad-7': 'Over the last 2 weeks, how often have you been bothered by the following problems?',
    },
    options: {
      'phq-9': ['Not at all', 'Several days', 'More than half the days', 'Nearly every day'],
      'gad-7': ['Not at all', 'Several days', 'More than half the days', 'Nearly every day'],
    },
    items: {
      'phq-9': [
        'Little interest or pleasure in doing things',
        'Feeling down, depressed, or hopeless',
        'Trouble falling or staying asleep, or sleeping too much',
        'Feeling tired or having little energy',
        'Poor appetite or overeating',
        'Feeling bad about yourself — or that you are a failure or have let yourself or your family down',
        'Trouble concentrating on things, such as reading the newspaper or watching television',
        'Moving or speaking so slowly that other people could have noticed? Or the opposite — being so fidgety or restless that you have been moving around a lot more than usual',
        'Thoughts that you would be better off dead or of hurting yourself in some way',
      ],
      'gad-7': [
        'Feeling nervous, anxious or on edge',
        'Not being able to stop or control worrying',
        'Worrying too much about different things',
        'Trouble relaxing',
        'Being so restless that it is hard to sit still',
        'Becoming easily annoyed or irritable',
        'Feeling afraid as if something awful might happen',
      ],
    },
    source:
      'Developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, with an educational grant from Pfizer Inc. No permission required to reproduce, translate, display or distribute.',
  },
  address: {
    title: 'Do our messages reach you?',
    intro: 'Is this the address that you want us to write to?',
    button: 'Yes, write to me here',
    notYours: 'If not, please call us.',
  },
  actions: { done: (text) => `Done: ${text}`, button: 'Done' },
  reflections: {
    title: 'What you wrote down with your team',
    intention: 'Your intention',
    earlier: 'What it was before',
    coreWounds: 'What you are working on',
    insights: 'What you have seen',
  },
  monitor: {
    heading: 'You are asked to be there',
    intro: 'Somebody has named you as the person who stays with them. Thank you.',
    question: 'Will you be there?',
    yes: 'Yes, I will be there',
    no: 'No, I cannot be there',
    send: 'Send my answer',
    saidYes: 'You said that you will be there.',
    saidNo: 'You said that you cannot be there. The care team knows.',
    untilStart: 'You can change your answer until the start.',
    cancelled: 'This will not take place, or not with you. You need not come.',
    over: 'You are not asked for anything here any more. Thank you for being there.',
    paused: 'Everything is on pause. Please wait for word from the care team.',
    onlyDay: 'For privacy, this page shows no name and no place.',
  },
  calendar: {
    heading: 'Your calendar address',
    intro: 'Copy this address into your calendar: look for “add by URL” or “subscribe”.',
    once: 'It is shown this one time. If you lose it, make a new one on your page.',
    address: 'Your calendar address',
    open: 'Open in my calendar app',
    keepSecret: 'Whoever has this address can see the times of your sessions. Please keep it to yourself.',
  },
};
