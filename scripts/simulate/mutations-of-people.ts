/** Bugs around who treats whom: the lead, staff who leave, groups, whole courses. */
type Bug = readonly [name: string, file: string, find: string, replace: string];

const careTeam = 'shared/domain/program/care-team.ts';

export const mutationsOfPeople: readonly Bug[] = [
  ['an acting lead stands in for three weeks', careTeam, 'const actingDaysMax = 14;', 'const actingDaysMax = 21;'],
  [
    'nobody asks for consent to a new lead',
    careTeam,
    "if (!change.hasOpenTask('lead-consent'))",
    "if (change.hasOpenTask('lead-consent'))",
  ],
  [
    'nobody is told that an acting lead is over',
    careTeam,
    'if (!isRunning(status) || !actingLead || actingLead.overRaised || actingLead.until > change.now) return;',
    'if (isRunning(status) || !actingLead) return;',
  ],
  [
    'doses start although an acting lead is over',
    'shared/domain/milestones.ts',
    'return actingLead.until <= now ? actingLead.until : null;',
    'return null;',
  ],
  [
    'doses start although the lead has left and nobody stands in',
    'shared/domain/milestones.ts',
    'if (!actingLead) return leadMissingSince;',
    'if (!actingLead) return null;',
  ],
  [
    'the patient is not introduced to who stands in',
    careTeam,
    "  change.update(planProgramNotice(change.program, noticeNow('introduction', now, false)));\n",
    '',
  ],
  [
    'who stands in leads',
    careTeam,
    'change.update({ actingLead: { staff, since: now, until, overRaised: false }, leadMissingSince: null });',
    'change.update({ actingLead: { staff, since: now, until, overRaised: false }, leadMissingSince: null, careTeam: program.careTeam.map((one) => ({ ...one, lead: one.staffId === staffId })) });',
  ],
  [
    'who has left is missed by nobody',
    'shared/domain/program/hand-over.ts',
    'if (done.length === 0) return { more };',
    'if (done.length >= 0) return { more };',
  ],
  [
    'a group moves without those who take part',
    'shared/domain/group/participate.ts',
    'moveWithGroup(change, session, { ...planOf(group), group: pointer });',
    'change.putSession({ ...session, group: pointer });',
  ],
  [
    'a cancelled group takes place for its participants',
    'shared/domain/group/participate.ts',
    'if (group.cancelled) {',
    'if (group.cancelled) return;\n  if (group.cancelled) {',
  ],
  [
    'a course is booked in part',
    'functions/clinic-api/series.ts',
    'if (value.unplaced.length === 0) return value;',
    'if (value.unplaced.length >= 0) return value;',
  ],
];
