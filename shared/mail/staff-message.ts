/** A message to a member of staff: the same layout as a patient's, with what they have to do and where to do it. */
import { render } from '@react-email/render';
import type { StaffMessageView, TaskView } from '../domain/staff-message-view.ts';
import { firstName, neutralText } from '../text/names.ts';
import { pickStaffLanguage, type StaffLanguage } from '../text/staff-language.ts';
import { dateAndClock, readWhen } from '../text/times.ts';
import { type Block, type Content, textBlock } from './content.ts';
import { layOut } from './layout.ts';
import { plainText } from './plain-text.ts';
import type { RenderedMessage } from './render-message.ts';

export async function renderStaffMessage(view: StaffMessageView): Promise<RenderedMessage> {
  const language = pickStaffLanguage(view.locale);
  const content = contentOf(view, language);
  return {
    subject: content.subject,
    senderName: language.staff.sender,
    html: await render(layOut(content)),
    text: plainText(content),
  };
}

function contentOf(view: StaffMessageView, language: StaffLanguage): Content {
  const { words, staff, locale } = language;
  const subject = staff.subject[view.template];
  const { title, signIn, mailbox } = staff.footer;
  return {
    language: locale,
    direction: words.direction,
    subject,
    preview: subject,
    sender: staff.sender,
    heading: subject,
    greeting: words.greeting(firstName(view.reader.name)),
    blocks: view.template === 'task-digest' ? digestBlocks(view, language) : taskBlocks(view, view.template, language),
    footer: { title, lines: [signIn, mailbox], phones: [] },
  };
}

function taskBlocks(
  view: StaffMessageView,
  template: Exclude<StaffMessageView['template'], 'task-digest'>,
  language: StaffLanguage,
): Block[] {
  const { staff } = language;
  return [
    textBlock(staff.intro[template]),
    listOf(staff.taskTitle, view, language),
    ...view.tasks.map(({ url }): Block => ({ kind: 'link', label: staff.open, href: url, note: null })),
  ];
}

function digestBlocks(view: StaffMessageView, language: StaffLanguage): Block[] {
  const { digest } = language.staff;
  return [
    textBlock(digest.intro(view.tasks.length + view.more)),
    listOf(digest.title, view, language),
    ...(view.more > 0 ? [textBlock(digest.more(view.more))] : []),
    { kind: 'link', label: digest.open, href: view.listUrl, note: null },
  ];
}

function listOf(title: string, view: StaffMessageView, language: StaffLanguage): Block {
  const many = view.template === 'task-digest';
  const items = view.tasks.map((task) => ({
    lead: language.staff.kind[task.kind],
    note: factsOf(task, view, language),
    ...(many ? { href: task.url } : {}),
  }));
  return { kind: 'list', title, intro: null, items };
}

function factsOf(task: TaskView, view: StaffMessageView, { staff, locale }: StaffLanguage): string {
  const when = dateAndClock(readWhen(task.due, { patient: view.reader.timeZone, others: [] }, locale));
  const urgency = staff.urgency[task.urgency];
  const owner = task.ownerName && neutralText(task.ownerName);
  return [
    `${urgency.charAt(0).toLocaleUpperCase(locale)}${urgency.slice(1)}`,
    task.due < view.now ? staff.overdue(when) : staff.due(when),
    ...(owner ? [staff.owner(owner)] : []),
    staff.program(task.programId),
  ].join(' · ');
}
