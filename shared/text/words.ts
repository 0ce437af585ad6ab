/** The words of one language. Another language is one more file of this type. */

import type { Ask, Reading } from '../domain/message-view.ts';
import type { CareRole, GuidelineSubject, MedicineClass } from '../domain/protocol.ts';
import type { Audience, SessionMode, TouchpointName } from '../domain/state.ts';
import type { EmergencyNumbers } from './emergency.ts';
import type { When } from './times.ts';

/** A rule in one sentence, and what helps to keep it. */
export type Rule = { lead: string; note: string | null };

/** Where a moment lies from now, in the patient's calendar days. */
export type DaysAway = 'today' | 'tomorrow' | number;

/** What must have gone by since the end, besides that it is over: so long in words, a night's sleep. */
export type Beyond = { after: string | null; sleep: boolean };

/** The same by the clock; `at` null while nobody knows when it ended. */
export type HeldUntil = Beyond & { at: When | null };

export type Words = {
  direction: 'ltr' | 'rtl';
  careTeam: string;
  greeting(firstName: string | null): string;
  subject(template: TouchpointName, about: { days: DaysAway | null; newTime: boolean; audience: Audience }): string;
  /** The only subject and body of a discreet message; `call` where it has no link. */
  discreet: { subject: string; preview: string; body: string; call(phone: string): string };
  intro: {
    booked: string;
    bookedLate: string;
    moved: string;
    changed: string;
    cancelled: string;
    notYet: string;
    confirmed: string;
    onHold: string;
    resumed: string;
    therapyReminder: string;
    firstDoseReminder(monitor: string | null): string;
    secondDoseReminder: string;
    lastDoseReminder: string;
    ended(at: When | null): string;
    nextDay: string;
  };
  session: {
    starts: string;
    was(when: When): string;
    otherClock(when: When): string | null;
    where: string;
    place(mode: SessionMode): string;
    joinBy: string;
    withWhom: string;
    howLong: string;
    about(duration: string): string;
    monitor: string;
    noneUpcoming: string;
  };
  status: {
    notConfirmed: string;
    cancelled: string;
    paused: string;
    pausedWhat: string;
    teamWillCall(phone: string): string;
    callTeam(phone: string): string;
    keepTimes: string;
  };
  guidelines: {
    title: string;
    /** `longer`: something among them lasts beyond the end, as its own sentence says. */
    intro(longer: boolean): string;
    stillTitle: string;
    stillIntro(longer: boolean): string;
    openTitle: string;
    openIntro: string;
    begunTitle: string;
    begunIntro(longer: boolean): string;
    alsoTitle: string;
    sessionStarts: string;
    /** Food, drink, alcohol; any other subject is a medicine by the protocol's code. */
    avoid(subject: GuidelineSubject, from: When): Rule;
    begun(subject: GuidelineSubject, from: When): Rule;
    tooLate(subject: GuidelineSubject, from: When): Rule;
    /** To who takes it: what the clinician decided with them. */
    plan(medicine: MedicineClass, clinician: string | null): Rule;
    /** What goes on as prescribed. */
    goesOn(medicine: MedicineClass, takes: boolean): Rule;
    bloodPressure(takes: boolean): Rule;
    monitor(name: string | null): Rule;
    /** What begins with the session, or with its end. */
    afterwards(subject: GuidelineSubject, until: Beyond): Rule;
    /** How long, of a rule whose window has both its ends; null where it ends with the session. */
    holds(until: Beyond): string | null;
    unsure(phone: string): string;
    /** For a subject that this version has no sentence of its own for. */
    other(subject: GuidelineSubject): Rule;
  };
  safety: {
    takeNothing(monitor: string | null): string;
    takeNothingNote: string;
    cancelled: string;
    cancelledTherapy: string;
    newTime: string;
    oldTimes: string;
    pausedNothing: string;
    pausedTimes: string;
    untilWeCall: string;
    vulnerableBefore: string;
    vulnerableAfter: string;
  };
  after: {
    title: string;
    avoid(subject: GuidelineSubject, until: HeldUntil): Rule;
    /** How long, of a rule in a protocol's own words. */
    until(until: HeldUntil): string;
    foodAndDrink: Rule;
    rest: Rule;
    stillGoing: Rule;
    plans: Rule;
    worry: string;
  };
  nextDay: {
    title: string;
    signs: string[];
    noAnswerNeeded: string;
    /** `until` null: its hour has come, and only a night's sleep may be owed. */
    still(subject: GuidelineSubject, until: HeldUntil | null): string;
  };
  /** What is there to read and to answer behind the link. */
  page: { open: string; openToAnswer: string; askTitle: string; asks: Record<Ask, string>; secret: string };
  welcome: {
    intro: string;
    teamTitle: string;
    leads: string;
    role: Record<CareRole, string>;
    howTitle: string;
    how: string[];
  };
  /** `name`: null where it cannot be said. */
  introduction: { leads(name: string | null): string; standsIn(name: string | null): string };
  checkIn: { intro: string };
  measure: { intro: string; howLong: string };
  code: { intro: string; label: string; howLong: string; notYou: string };
  /** `helps`: who helps to keep it in mind. */
  actions: { title: string; due(date: string): string; helps(name: string): string };
  /** What waits on the page before a session, without a word of it. */
  toRead: { line(what: string): string; what: Record<Reading, string> };
  integration: { title: string; next(when: When): string; none(phone: string): string };
  /** To who is to be present during a session. `patient` is a first name, or null where the patient stays unnamed. */
  monitor: {
    sender: string;
    starts: string;
    reach(phone: string): string;
    intro: {
      booked(patient: string | null): string;
      moved: string;
      changed: string;
      cancelled: string;
      reminder(patient: string | null): string;
      notYet: string;
      confirmed: string;
      after(patient: string | null): string;
      /** Where nobody has recorded the end. */
      afterEstimate: string;
    };
    place(mode: SessionMode, patient: string | null): string;
    title: string;
    toDo(patient: string | null): string[];
    takeNothing(patient: string | null): string;
    takeNothingYet: string;
    cannotCome(phone: string): string;
    afterTitle: string;
    avoid(subject: GuidelineSubject, until: HeldUntil, patient: string | null): Rule;
    /** What the patient was told in a protocol's own words. */
    told(words: string): string;
    /** `until`: how long they are to stay, where the protocol says so. `eat`: neither food nor drink is to wait. */
    afterToDo(help: { until: HeldUntil | null; eat: boolean }, patient: string | null): string[];
    unwell(numbers: EmergencyNumbers | null, phone: string): string;
  };
  calendar: { session: string };
  callUs(phone: string): string;
  footer: {
    title: string;
    danger(numbers: EmergencyNumbers | null): string;
    crisis(numbers: EmergencyNumbers | null): string;
    mailbox: string;
    call(phone: string): string;
  };
};
