/** Bugs in gates, phases, times and papers. */
type Bug = readonly [name: string, file: string, find: string, replace: string];

const gates = 'shared/domain/gates.ts';
const course = 'shared/domain/course.ts';
const time = 'shared/domain/time.ts';

export const mutationsOfRules: readonly Bug[] = [
  ['a contraindication stops no dose', gates, 'shut: standingContraindications(program).length > 0,', 'shut: false,'],
  [
    'a withdrawn consent opens the gate',
    'shared/domain/milestones.ts',
    'if (!newest || newest.withdrawnAt) return false;',
    'if (!newest) return false;',
  ],
  [
    'a caution needs no decision',
    gates,
    "shut: uncovered(program, 'caution', screening?.cautions ?? []).length > 0,",
    'shut: false,',
  ],
  [
    'a medicine needs no plan',
    gates,
    "shut: uncovered(program, 'medicines', takesNeedingPlan(protocol, program)).length > 0,",
    'shut: false,',
  ],
  ['a blocked dose starts', gates, 'shut: session.blocked.length > 0,', 'shut: false,'],
  ['a dose starts unprepared', gates, "shut: !isPrepared(protocol, program, now, 'done'),", 'shut: false,'],
  [
    'one preparation too few',
    course,
    'return sessions.length >= sessionsMin && inWindow && intended;',
    'return sessions.length >= sessionsMin - 1 && inWindow && intended;',
  ],
  [
    'spacing is off by one day',
    gates,
    'shut: days !== null && days < minDays,',
    'shut: days !== null && days < minDays - 1,',
  ],
  ['a dose starts without integration', gates, 'shut: isIntegrationMissing(protocol, program, now),', 'shut: false,'],
  ['a dose starts without clearance', gates, 'shut: !isCleared(session, now),', 'shut: false,'],
  [
    'a clearance of an older revision counts',
    'shared/domain/session/clearances.ts',
    'clearances: session.clearances.map((one) => ({ ...one, voided: true }))',
    'clearances: session.clearances.map((one) => ({ ...one, revision: one.revision + 1 }))',
  ],
  ['a clearance never expires', gates, 'newest.validUntil > now', "newest.validUntil > ''"],
  [
    'a dose starts without a monitor',
    gates,
    'shut: !session.monitor || !request.monitorPresent,',
    'shut: !session.monitor,',
  ],
  ['a supplement is given after its time', 'shared/domain/session/supplement.ts', 'shut: now > until,', 'shut: false,'],
  [
    'integration is asked for after the wrong dose',
    'shared/domain/protocol.ts',
    '(doseNumber - every.fromDose + 1) % every.doses !== 0',
    '(doseNumber - every.fromDose) % every.doses !== 0',
  ],
  [
    'nobody of the staff is there',
    gates,
    'shut: missing.length > 0 || leaderless !== null,',
    'shut: leaderless !== null,',
  ],
  [
    'vitals are not looked at',
    gates,
    'shut: !areVitalsAcceptable(protocol, program, session, request.vitals, now),',
    'shut: false,',
  ],
  [
    'a dose starts hours early',
    gates,
    'shut: now < plusMinutes(start, -startAllowedMinutes.before),',
    'shut: now < plusMinutes(start, -60 * startAllowedMinutes.before),',
  ],
  ['a dose starts hours late', gates, 'shut: now > plusMinutes(start, startAllowedMinutes.after),', 'shut: false,'],
  [
    'a dose starts on hold',
    'shared/domain/session/start.ts',
    "if (change.program.status !== 'active')",
    "if (change.program.status === 'completed')",
  ],
  [
    'a late booking blocks nothing',
    'shared/domain/session/blocks.ts',
    'if (!isBlockedLate(protocol, session, now) || isLateKnown(program, session)) return session;',
    'return session;',
  ],
  [
    'a serious event blocks no dose',
    'shared/domain/session/blocks.ts',
    'if (!isDose(session.kind) || undecidedEvents(change.program).length === 0) return session;',
    'if (!isDose(session.kind) || undecidedEvents(change.program).length >= 0) return session;',
  ],
  [
    'a dose that is booked after a serious event is not blocked',
    'shared/domain/session/book.ts',
    'const blocked = blockByEvent(change, blockIfLate(change, { ...session, warnings: placed.warnings }));',
    'const blocked = blockIfLate(change, { ...session, warnings: placed.warnings });',
  ],
  [
    'windows open an hour later',
    'shared/domain/guidelines.ts',
    'return plusHours(start, -guideline.from.hoursBefore);',
    'return plusHours(start, -guideline.from.hoursBefore + 1);',
  ],
  [
    'an hour counts 59 minutes',
    time,
    'return plusMinutes(instant, hours * 60);',
    'return plusMinutes(instant, hours * 59);',
  ],
  [
    'reminders of the calendar are a day late',
    time,
    '.toPlainDateTime().subtract({ days });',
    '.toPlainDateTime().subtract({ days: days - 1 });',
  ],
  [
    'quiet hours end an hour late',
    time,
    'const wall = span.begins.toPlainDateTime().subtract({ hours: 1 });',
    'const wall = span.begins.toPlainDateTime().add({ hours: 1 });',
  ],
  [
    'reminders come at night',
    'shared/domain/planning.ts',
    'beforeQuietHours(instant, quietHours, timeZone);',
    'quietHours && timeZone ? instant : beforeQuietHours(instant, quietHours, timeZone);',
  ],
  [
    'preparation ends before it is done',
    'shared/domain/milestones.ts',
    'done.length >= protocol.preparation.sessionsMin &&',
    'done.length >= protocol.preparation.sessionsMin - 1 &&',
  ],
  [
    'dosing moves on without a dose',
    'shared/domain/milestones.ts',
    'return given.length >= program.phaseDose || program.dosingEnded !== null;',
    'return given.length >= program.phaseDose - 1 || program.dosingEnded !== null;',
  ],
  [
    'dose numbers skip one',
    'shared/domain/milestones.ts',
    "{ phase: 'dosing', dose: program.phaseDose + 1 };",
    "{ phase: 'dosing', dose: program.phaseDose + 2 };",
  ],
  [
    'integration is left before it is done',
    'shared/domain/milestones.ts',
    'if (given.length > program.phaseDose || !protocol.integration.required) return true;',
    'if (given.length >= program.phaseDose) return true;',
  ],
  [
    'the lead changes without consent',
    'shared/domain/program/care-team.ts',
    'if (leadChanges && !consentedOn)',
    'if (leadChanges && consentedOn === "")',
  ],
  [
    'nobody is asked how it went',
    'shared/domain/watches.ts',
    "if (isOpen(session)) watches.push({ kind: 'undocumented', at: undocumentedAt(protocol, session) });",
    '',
  ],
  [
    'a machine clears a dose',
    'shared/domain/workflow/look-at-session.ts',
    'noticeWatched(change, sessionId);\n  const seen',
    "noticeWatched(change, sessionId);\n  if (session.status === 'booked') change.record('clearance-given', { sessionId, revision: 1, checks: {} });\n  const seen",
  ],
  [
    'a withdrawal leaves sessions booked',
    'shared/domain/program/standing.ts',
    "const cancelled = cancelBooked(change, reason === 'patient-request' ? 'patient-request' : 'clinic-request', true);",
    'const cancelled: string[] = [];',
  ],
  [
    'another clinic may read',
    'functions/clinic-api/perform.ts',
    "const program = await deps.programs.load(clinicId, params.programId ?? '');",
    "const program = (await deps.programs.load(clinicId, params.programId ?? '')) ?? (await deps.programs.load('clinic-1', params.programId ?? '')) ?? (await deps.programs.load('clinic-2', params.programId ?? ''));",
  ],
  ['an event is not hashed', 'shared/store/chain.ts', 'hash = hashOf(hash, plain);', "hash = hashOf('', plain);"],
  [
    'a change of status has no event',
    'shared/domain/session/cancel.ts',
    "change.record('session-cancelled', { sessionId, reason, note });\n  putCancelled",
    "change.record('noticed', { sessionId, reason, note });\n  putCancelled",
  ],
];
