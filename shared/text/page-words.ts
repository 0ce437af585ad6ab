/** The words of the pages behind a message's link. Another language is one more file of this type. */
import type { GuidelineSubject, Instrument, SessionKind } from '../domain/protocol.ts';
import type { When } from './times.ts';

/** How far away an instant is; at most two of them are more than zero. */
export type Distance = { days: number; hours: number; minutes: number };

export type PageWords = {
  /** The title of every page: a browser's history and a shared screen tell nothing (R9). */
  title: string;
  yes: string;
  no: string;
  reload: string;
  back: string;
  countedAt(clock: string): string;
  away(distance: Distance): string;
  ago(distance: Distance): string;
  prove: {
    heading: string;
    intro: string;
    dateOfBirth: string;
    dateOfBirthHint: string;
    open: string;
    byCode: string;
    locked: string;
    wrongDate: string;
    noDate: string;
    wrongCode: string;
    codeSent: string;
    sendCode: string;
    sendCodeHint: string;
    code: string;
    codeHint: string;
    openByCode: string;
    /** What was filled in when the visit had ended. */
    keptNote: string;
    kept: string;
    call: string;
  };
  gone: { heading: string; why: string; whatToDo: string[] };
  failed: Record<'internal' | 'busy' | 'too-large' | 'no-form' | 'method', { heading: string; text: string }> & {
    goBack: string;
  };
  done: Record<'session' | 'check' | 'check-in' | 'measure' | 'address' | 'action' | 'presence' | 'absence', string> & {
    unsafe(crisis: string): string;
  };
  problem: {
    title: string;
    answer: string;
    tick: string;
    tooLong: string;
    changed: string;
    noMonitor: string;
    busy: string;
    call(phone: string): string;
  };
  patient: {
    greeting(firstName: string | null): string;
    asksTitle: string;
    nothingAsked: string;
    sessionsTitle: string;
    laterTitle: string;
    kind(kind: SessionKind, doseNumber: number | null): string;
    moreFacts: string;
    begun: string;
    inSession: string;
    reachTitle: string;
    reach: string;
    calendarTitle: string;
    calendarIntro: string;
    calendarButton: string;
    noNames: string;
    safetyTitle: string;
  };
  confirm: {
    title: string;
    intro(when: string): string;
    guidelines: string;
    monitor(name: string | null): string;
    noMonitor: string;
    button: string;
    done: string;
  };
  check: {
    title: string;
    intro(when: string): string;
    open: string;
    again: string;
    answeredAt(when: string): string;
    healthTitle: string;
    healthIntro: string;
    takenTitle: string;
    takenIntro: string;
    whatThen: string;
    button: string;
    /** A contraindication of a protocol as something that may be new; null where this language has no words for its code. */
    health(code: string): string | null;
    unknownHealth(code: string): string;
    /** `rule` says what is to be avoided in the protocol's own words, where it has them. */
    taken(subject: GuidelineSubject, since: string | null, byPlan: boolean, rule: string | null): string;
  };
  note: { label: string; hint: string };
  checkIn: {
    title: string;
    intro(when: string): string;
    unsafe: string;
    unwell: string;
    wantsCall: string;
    button: string;
    now: string;
  };
  measure: {
    title(instrument: Instrument): string;
    intro: string;
    open: string;
    button: string;
    /** The published texts (see the sources in the file): changed by nobody. */
    stem: Record<Instrument, string>;
    options: Record<Instrument, readonly [string, string, string, string]>;
    items: Record<Instrument, readonly string[]>;
    source: string;
  };
  address: { title: string; intro: string; button: string; notYours: string };
  actions: { done(text: string): string; button: string };
  reflections: { title: string; intention: string; earlier: string; coreWounds: string; insights: string };
  monitor: {
    heading: string;
    intro: string;
    question: string;
    yes: string;
    no: string;
    send: string;
    saidYes: string;
    saidNo: string;
    untilStart: string;
    cancelled: string;
    over: string;
    paused: string;
    onlyDay: string;
  };
  calendar: { heading: string; intro: string; once: string; address: string; open: string; keepSecret: string };
  /** The instant of a deadline, to be read out with its rule. */
  at(when: When): string;
};
