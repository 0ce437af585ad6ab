/** What the welcome and a code say. */
import type { MessageView } from '../domain/message-view.ts';
import { dutiesOf } from '../text/care-team.ts';
import type { Language } from '../text/locales.ts';
import { neutralText } from '../text/names.ts';
import type { Words } from '../text/words.ts';
import { type Block, listBlock, textBlock } from './content.ts';

export function welcomeBlocks(view: MessageView, language: Language): Block[] {
  const { words } = language;
  const { welcome } = words;
  return [
    textBlock(welcome.intro),
    ...teamBlocks(view, language),
    listBlock(welcome.howTitle, welcome.how),
    { kind: 'call', label: words.callUs(view.clinic.phone), phone: view.clinic.phone },
  ];
}

/** Who leads now: the patient is not left to find out. */
export function introductionBlocks(view: MessageView, language: Language): Block[] {
  const { introduction, callUs } = language.words;
  const lead = view.careTeam.find((one) => one.lead);
  const name = lead ? neutralText(lead.name) : null;
  return [
    textBlock(view.leadStandsIn ? introduction.standsIn(name) : introduction.leads(name)),
    ...teamBlocks(view, language),
    { kind: 'call', label: callUs(view.clinic.phone), phone: view.clinic.phone },
  ];
}

function teamBlocks(view: MessageView, language: Language): Block[] {
  const people = view.careTeam.flatMap((member) => {
    const shown = neutralText(member.name);
    return shown ? [{ name: shown, does: dutiesOf(member, language) }] : [];
  });
  return people.length > 0 ? [{ kind: 'people', title: language.words.welcome.teamTitle, people }] : [];
}

export function codeBlocks({ code }: MessageView, words: Words): Block[] {
  // Whoever asked for a code waits for it: a message without one would be worse than none.
  if (code === null) throw new TypeError('a "code" message needs its code');
  const { intro, label, howLong, notYou } = words.code;
  return [textBlock(intro), { kind: 'code', label, code }, textBlock(howLong), textBlock(notYou)];
}
