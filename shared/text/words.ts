/** The words of one language. Another language is one more file of this type. */

import type { Ask } from '../domain/message-view.ts';
import type { CareRole, GuidelineSubject, MedicineClass } from '../domain/protocol.ts';
import type { Audience, SessionMode, TouchpointName } from '../domain/state.ts';
import type { EmergencyNumbers } from './emergency.ts';
import type { When } from './times.ts';

/** A rule in one sentence, and what helps to keep it. */
export type Rule = { lead: string; note: string | null };

/** Where a moment lies from now, in the patient's calendar days. */
export type DaysAway = 'today' | 'tomorrow' | number;

/** What must have gone by since the end, besides that it is over: so long in words, a night's sleep. */
export type VehicleUntil = { after: string | null; sleep: boolean };

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
    intro: string;
    stillTitle: string;
    stillIntro: string;
    openTitle: string;
    openIntro: string;
    begunTitle: string;
    begunIntro: string;
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
    vehicle(until: VehicleUntil): Rule;
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
    vehicle(notBefore: When, sleep: boolean): Rule;
    vehicleEstimate(until: VehicleUntil): string;
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
    /** `notBefore`: where it is still to come. Null where nothing holds any more. */
    vehicle(notBefore: When | null, sleep: boolean): string | null;
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
    vehicle(notBefore: When | null, until: VehicleUntil, patient: string | null): Rule;
    afterToDo(patient: string | null): string[];
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
