/** What is said in English to who is to be present during a session. */
import { at, begin, notBefore, nothingOf, slept } from './en-guidelines.ts';
import type { HeldUntil, Words } from './words.ts';

function stay(until: HeldUntil | null): string {
  if (until === null) return 'until things feel steady again';
  if (until.at) return `until ${at(until.at)}`;
  return until.after === null ? 'overnight' : `for ${until.after} after the end`;
}

export const monitor: Words['monitor'] = {
  sender: 'The care team',
  starts: 'The session',
  reach: (phone) => `To reach the care team, call ${phone}.`,
  intro: {
    booked: (patient) =>
      `${patient ?? 'Somebody close to you'} gave us your name as the person who will be there during a session. Thank you.`,
    moved: 'The session has a new time. Please forget the old one.',
    changed: 'Something about the session has changed. What you read here is what counts now.',
    cancelled: 'The session will not take place, or somebody else will be there. You do not need to come.',
    reminder: (patient) =>
      `You are the person who will be with ${patient ?? 'somebody close to you'} during the session. It is soon.`,
    notYet: 'Something has to be settled before the session can take place.',
    confirmed: 'The session takes place as planned.',
    after: (patient) => `The session is over. Thank you for being ${patient ? `with ${patient}` : 'there'}.`,
    afterEstimate:
      'The session should be over by now. If it is still going on, stay there and do as the care team says.',
  },
  place: (mode, patient) =>
    mode === 'clinic'
      ? 'At the clinic'
      : `At home. ${patient ?? 'The person you will be with'} can tell you where that is`,
  title: 'What we ask of you',
  toDo: (patient) => [
    'Be there from a little before the start until the care team says that it is over.',
    'Stay awake, sober, and in the same place; keep your phone at hand.',
    `Let ${patient ?? 'them'} rest. You do not need to talk, explain or do anything: being there is what helps.`,
    'Help with standing and walking. Accidents happen more easily.',
  ],
  takeNothing: (patient) =>
    `Nothing may be taken until the care team has started the session with ${patient ?? 'them'}, and never without you there`,
  takeNothingYet: 'Nothing may be taken. Please wait for word from the care team',
  cannotCome: (phone) => `You cannot be there after all? Please tell us at once: ${phone}.`,
  afterTitle: 'What helps now',
  avoid: (subject, { at: when, after, sleep }, patient) => {
    const estimate =
      after === null
        ? sleep
          ? "after a full night's sleep and "
          : ''
        : `${after} after the end${slept(sleep)}, and until `;
    const what = `${begin(nothingOf(subject))} for ${patient ?? 'the person you were with'}`;
    return {
      lead: when ? `${what} ${notBefore(when, sleep)}` : `${what} until ${estimate}word from the care team`,
      note: sleep || (!when && after !== null) ? 'Both have to be true.' : null,
    };
  },
  told: (words) => `“${words}”`,
  afterToDo: ({ until, eat }, patient) => [
    `Stay with ${patient ?? 'them'} ${stay(until)}, or until somebody takes over.`,
    `A quiet evening, ${eat ? 'something to eat and drink when it feels right, ' : ''}and an early night.`,
  ],
  unwell: (numbers, phone) =>
    `If you are worried about their breathing, heart or state of mind, call ${numbers?.danger ?? 'your local emergency number'} right away. For anything else, call us: ${phone}.`,
};
