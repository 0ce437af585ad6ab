/** What messages about a session, and about all of them, say before it takes place. */
import type { MessageView, SessionView } from '../domain/message-view.ts';
import { isDose } from '../domain/protocol.ts';
import type { TouchpointName } from '../domain/state.ts';
import type { Language } from '../text/locales.ts';
import { cleanText, neutralText } from '../text/names.ts';
import { listOf, readDate } from '../text/times.ts';
import { type Block, careBlock, textBlock } from './content.ts';
import { earlierStart, guidelineBlocks, sessionCard } from './session-card.ts';

function required(view: MessageView): SessionView {
  if (!view.session) throw new TypeError(`a "${view.template}" message needs its session`);
  return view.session;
}

/** Booked, moved, confirmed and the reminders: the time, where it stands, what to do until then. */
export function sessionBlocks(view: MessageView, language: Language): Block[] {
  const session = required(view);
  const { words } = language;
  const dose = isDose(session.kind);
  // The words of a late booking belong to the notice; what comes after it says what holds at that moment.
  const unconfirmed = dose && (view.blocked || (view.late && isNotice.has(view.template)));
  const was = earlierStart(view, session, language);
  return [
    ...introsOf(view, session, language).map((text): Block => ({ kind: 'text', text })),
    sessionCard(session, view, language, { was, status: unconfirmed ? words.status.notConfirmed : null }),
    ...(unconfirmed ? [notConfirmedCallout(view, language)] : []),
    ...takeNothing(session, language),
    ...guidelineBlocks(view.deadlines, session, view, language),
    ...actionsBlock(view, language),
    ...(dose && warnsOfVulnerability.has(view.template) ? [textBlock(words.safety.vulnerableBefore)] : []),
    ...toReadBlock(view, language),
  ];
}

/** That there is something to read, in neutral words: a mail is read on other people's phones. */
function toReadBlock({ toRead, pageUrl, asks }: MessageView, { words, locale }: Language): Block[] {
  if (!pageUrl || toRead.length === 0) return [];
  const what = toRead.map((one) => words.toRead.what[one]);
  // Where something is asked, the link to the page stands further up.
  const link = asks.length > 0 ? { label: words.page.open, href: pageUrl } : null;
  return [{ kind: 'aside', text: words.toRead.line(listOf(what, locale)), link }];
}

/** What the patient set out to do comes up again before the next session. */
function actionsBlock({ actions }: MessageView, { words, locale }: Language): Block[] {
  if (actions.length === 0) return [];
  return [
    {
      kind: 'list',
      title: words.actions.title,
      intro: null,
      items: actions.map(({ text, due, accountability }) => {
        const who = accountability && neutralText(accountability);
        const notes = [
          ...(due ? [words.actions.due(readDate(due, locale))] : []),
          ...(who ? [words.actions.helps(who)] : []),
        ];
        return { lead: neutralText(text) ?? words.page.open, note: notes.length > 0 ? notes.join(' · ') : null };
      }),
    },
  ];
}

const isNotice: ReadonlySet<TouchpointName> = new Set(['booked', 'booked-late', 'moved']);

const warnsOfVulnerability: ReadonlySet<TouchpointName> = new Set(['booked', 'booked-late', 'moved', 'resumed']);

/** The template's own first words, then those of the reminders that were merged into it. */
function introsOf(view: MessageView, session: SessionView, language: Language): string[] {
  const names = [
    view.template,
    ...view.carries.filter((name) => name !== view.template && (name.startsWith('reminder') || name === 'measure')),
  ];
  return [...new Set(names.flatMap((name) => introOf(name, view, session, language) ?? []))];
}

function introOf(name: TouchpointName, view: MessageView, session: SessionView, language: Language): string | null {
  const { intro } = language.words;
  switch (name) {
    case 'booked':
      return intro.booked;
    case 'booked-late':
      return intro.bookedLate;
    case 'moved':
      return view.previousStart?.instant === session.start.instant ? intro.changed : intro.moved;
    case 'confirmed':
      return intro.confirmed;
    case 'reminder-1d':
      return intro.therapyReminder;
    case 'reminder-3d':
      return intro.firstDoseReminder(session.monitorName === null ? null : cleanText(session.monitorName));
    case 'reminder-24h':
      return intro.secondDoseReminder;
    case 'reminder-3h':
      return intro.lastDoseReminder;
    case 'cancelled':
    case 'not-yet':
    case 'on-hold':
    case 'resumed':
    case 'after':
    case 'next-day':
    case 'check-in':
    case 'welcome':
    case 'introduction':
    case 'code':
      return null;
    case 'measure':
      return language.words.measure.intro;
  }
}

function notConfirmedCallout(view: MessageView, language: Language): Block {
  const { status } = language.words;
  // Only a blocked session has someone whose task it is to call; otherwise the patient is asked to.
  const lead = view.blocked ? status.teamWillCall(view.clinic.phone) : status.callTeam(view.clinic.phone);
  return careBlock(lead, ...(view.deadlines.length > 0 ? [status.keepTimes] : []));
}

/** What a patient has at home is not to be taken alone. */
function takeNothing(session: SessionView, language: Language): Block[] {
  if (!isDose(session.kind) || session.mode !== 'home') return [];
  const { safety } = language.words;
  const monitor = session.monitorName === null ? null : cleanText(session.monitorName);
  return [careBlock(safety.takeNothing(monitor), safety.takeNothingNote)];
}

export function cancelledBlocks(view: MessageView, language: Language): Block[] {
  const session = required(view);
  const { words } = language;
  const dose = isDose(session.kind);
  return [
    textBlock(words.intro.cancelled),
    sessionCard(session, view, language, { status: words.status.cancelled, struck: true }),
    ...(dose ? [careBlock(words.safety.cancelled, words.safety.oldTimes)] : [textBlock(words.safety.cancelledTherapy)]),
    textBlock(words.safety.newTime),
    { kind: 'call', label: words.callUs(view.clinic.phone), phone: view.clinic.phone },
  ];
}

export function notYetBlocks(view: MessageView, language: Language): Block[] {
  const session = required(view);
  const { words } = language;
  return [
    textBlock(words.intro.notYet),
    sessionCard(session, view, language, { status: words.status.notConfirmed }),
    careBlock(words.safety.untilWeCall, words.status.teamWillCall(view.clinic.phone)),
    { kind: 'call', label: words.callUs(view.clinic.phone), phone: view.clinic.phone },
    // A reminder that was merged into this notice keeps its content.
    ...(view.carries.length > 0 ? guidelineBlocks(view.deadlines, session, view, language) : []),
  ];
}

export function onHoldBlocks(view: MessageView, language: Language): Block[] {
  const { words } = language;
  const doses = view.upcoming.some((session) => isDose(session.kind));
  return [
    textBlock(words.intro.onHold),
    textBlock(words.status.pausedWhat),
    ...(doses ? [careBlock(words.safety.pausedNothing, words.safety.pausedTimes)] : []),
    ...view.upcoming.map((session) =>
      sessionCard(session, view, language, { status: words.status.paused, facts: false }),
    ),
  ];
}

export function resumedBlocks(view: MessageView, language: Language): Block[] {
  const { words } = language;
  if (view.upcoming.length === 0) return [textBlock(words.intro.resumed), textBlock(words.session.noneUpcoming)];
  return [
    textBlock(words.intro.resumed),
    ...view.upcoming.flatMap((session): Block[] => {
      // Only a session whose times have begun is late: another one may be weeks away.
      const begun = session.deadlines.some(({ open }) => open);
      const own: MessageView = {
        ...view,
        deadlines: session.deadlines,
        late: view.late && begun,
        blocked: session.blocked,
      };
      const unconfirmed = isDose(session.kind) && session.blocked;
      return [
        sessionCard(session, view, language, { status: unconfirmed ? words.status.notConfirmed : null }),
        ...(unconfirmed ? [notConfirmedCallout(own, language)] : []),
        ...takeNothing(session, language),
        ...guidelineBlocks(session.deadlines, session, own, language),
      ];
    }),
    ...(view.upcoming.some((session) => isDose(session.kind)) ? [textBlock(words.safety.vulnerableBefore)] : []),
  ];
}
