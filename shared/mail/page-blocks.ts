/** What the welcome and a code say. */
import type { MessageView } from '../domain/message-view.ts';
import type { Language } from '../text/locales.ts';
import { neutralText } from '../text/names.ts';
import { listOf } from '../text/times.ts';
import type { Words } from '../text/words.ts';
import { type Block, textBlock } from './content.ts';

export function welcomeBlocks(view: MessageView, { words, locale }: Language): Block[] {
  const { welcome } = words;
  const members = view.careTeam.flatMap(({ name, roles, lead }) => {
    const shown = neutralText(name);
    const does = listOf([...roles.map((role) => welcome.role[role]), ...(lead ? [welcome.leads] : [])], locale);
    return shown ? [{ name: shown, does }] : [];
  });
  return [
    textBlock(welcome.intro),
    ...(members.length > 0 ? [{ kind: 'people' as const, title: welcome.teamTitle, people: members }] : []),
    {
      kind: 'list',
      title: welcome.howTitle,
      intro: null,
      items: welcome.how.map((lead) => ({ lead, note: null })),
    },
    { kind: 'call', label: words.callUs(view.clinic.phone), phone: view.clinic.phone },
  ];
}

export function codeBlocks({ code }: MessageView, words: Words): Block[] {
  // Whoever asked for a code waits for it: a message without one would be worse than none.
  if (code === null) throw new TypeError('a "code" message needs its code');
  const { intro, label, howLong, notYou } = words.code;
  return [textBlock(intro), { kind: 'code', label, code }, textBlock(howLong), textBlock(notYou)];
}
