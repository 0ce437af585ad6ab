/**
 * R13: the care team stays. Whoever leads changes only with the patient's consent, recorded with the change, and the patient is
 * introduced to the new one. Where a lead is gone at once, somebody of the team stands in while a task asks for that consent.
 * After 14 days they count as the lead no more: it is urgent, and no dose starts. Nobody becomes the lead by themselves.
 */
import { type Change, type Refused, refuse } from '../change.ts';
import { isRunning } from '../course.ts';
import { leaderlessSince, leadOf, rolesOf } from '../milestones.ts';
import { noticeNow, planProgramNotice } from '../planning.ts';
import type { Protocol } from '../protocol.ts';
import { reviewStaffOfAll } from '../session/staffing.ts';
import { staffRefOf } from '../staff-ref.ts';
import type { CareTeamMember, Instant, Program, StaffRef } from '../state.ts';
import { minutesBetween, plusDays, plusHours, plusMinutes } from '../time.ts';
import { refuseUnlessRunning } from './people.ts';

const actingDaysMax = 14;
const askedUntilNow = ['lead-consent', 'acting-lead-over'] as const;

export type TeamChange = {
  careTeam: readonly CareTeamMember[];
  /** Consent to another lead. */
  consentedOn: string | null;
  /** Who stands in for the lead, by email; null: nobody any more. Absent: as it is. */
  actingLead?: { email: string; reason: string } | null;
};

export function putCareTeam(change: Change, { careTeam, consentedOn, actingLead }: TeamChange): Refused | undefined {
  const refused = refuseUnlessRunning(change.program, 'changing the care team');
  if (refused) return refused;
  const before = change.program.careTeam.find((one) => one.lead);
  const after = careTeam.find((one) => one.lead);
  const hadLead = before !== undefined || Boolean(change.program.leadMissingSince);
  const leadChanges = hadLead && before?.staffId !== after?.staffId;
  if (leadChanges && !consentedOn)
    return refuse(
      'consent-missing',
      "The lead changes only with the patient's recorded consent: `leadChange: {consentedOn}`. Until there is one, somebody of the team may stand in: `actingLead`.",
    );
  const standIn = actingLead ? careTeam.find(({ email }) => email === actingLead.email) : undefined;
  const unfit = actingLead ? whyUnfit(change.protocol, standIn, after, leadChanges) : null;
  if (unfit) return refuse('invalid', unfit, { errors: [{ path: 'actingLead.email', message: unfit }] });
  if (standIn && standIn.staffId !== change.program.actingLead?.staff.staffId && !mayStandIn(change))
    return refuse(
      'consent-missing',
      `Somebody has stood in for this lead for ${actingDaysMax} days: record the patient's consent to a new lead, \`leadChange: {consentedOn}\`, or that the lead is back, \`actingLead: null\`.`,
    );
  const back = actingLead === null && after !== undefined && leaderlessSince(change.program, change.now) !== null;
  change.update({ careTeam });
  change.record('care-team-changed', {
    careTeam,
    leadChange: leadChanges ? { from: before?.staffId ?? null, consentedOn } : null,
    ...(back ? { leadIsBack: true } : {}),
  });
  if (leadChanges && !after) leaveLeadVacant(change);
  else if (leadChanges) endActing(change, true);
  else if (actingLead && standIn) standInForLead(change, standIn, actingLead.reason);
  else if (actingLead === null && after) endActing(change, false);
  else if (change.program.actingLead && !isOnTeam(change)) {
    // Whom nobody may stand in for any more is not back because somebody else has gone.
    if (leaderlessSince(change.program, change.now)) leaveLeadVacant(change);
    else endActing(change, false);
  }
  reviewStaffOfAll(change);
  return undefined;
}

function whyUnfit(
  protocol: Protocol,
  standIn: CareTeamMember | undefined,
  lead: CareTeamMember | undefined,
  leadChanges: boolean,
): string | null {
  if (leadChanges) return 'The patient has consented to a new lead: nobody stands in.';
  if (!lead) return 'Nobody leads yet: name a lead.';
  if (!standIn) return 'Only somebody of the care team can stand in.';
  if (standIn.staffId === lead.staffId) return 'This is the lead.';
  return mayLead(protocol, standIn) ? null : 'Needs the role, and the license, that the protocol asks of who leads.';
}

export function mayLead({ careTeam }: Protocol, one: Pick<CareTeamMember, 'role' | 'license'>): boolean {
  return careTeam.roles.every(
    ({ role, licensed, leads }) => !leads || (rolesOf(one).includes(role) && (!licensed || Boolean(one.license))),
  );
}

const isOnTeam = ({ program }: Change): boolean =>
  program.careTeam.some(({ staffId }) => staffId === program.actingLead?.staff.staffId);

/**
 * The 14 days are of one absence of the lead: neither another one who stands in nor days on which nobody did begin them anew. Only a
 * lead who has led again by themselves for as long was really back. Where nothing is left of them, it is urgent at once.
 */
export function standInForLead(change: Change, standIn: StaffRef, reason: string): void {
  const { now, program } = change;
  const staff = staffRefOf(standIn);
  const { staffId, name } = staff;
  const known = program.actingLead;
  if (known?.staff.staffId === staffId) return;
  const until = known?.until ?? plusMinutes(now, minutesLeft(program, now));
  change.update({ actingLead: { staff, since: now, until, overRaised: false }, leadMissingSince: null });
  change.record('acting-lead-named', { staffId, until, reason });
  change.update(planProgramNotice(change.program, noticeNow('introduction', now, false)));
  if (!change.hasOpenTask('lead-consent'))
    change.raiseTask({
      kind: 'lead-consent',
      urgency: 'soon',
      owner: staff,
      due: until,
      rule: 'R13',
      text: `${name} stands in for the lead. Ask the patient whether they consent to a new lead, and record it with the care team; or say that the lead is back.`,
    });
}

/** Whether anything is left of the 14 days. */
export function mayStandIn({ program, now }: Change): boolean {
  return program.actingLead ? program.actingLead.until > now : minutesLeft(program, now) > 0;
}

const leadIdOf = ({ careTeam }: Program): string | undefined => careTeam.find(({ lead }) => lead)?.staffId;

function minutesLeft(program: Program, now: Instant): number {
  const { stoodIn, leadMissingSince } = program;
  const wasBack = !leadMissingSince && plusDays(stoodIn?.endedAt ?? now, actingDaysMax) <= now;
  const same = stoodIn?.lead === leadIdOf(program) && !wasBack;
  return stoodIn && same ? stoodIn.minutesLeft : actingDaysMax * 24 * 60;
}

/** Nobody stands in any more; what is left of the 14 days is kept, should somebody have to again for the same lead. */
function endStandIn(change: Change, newLead = false): void {
  const { program, now } = change;
  const { actingLead } = program;
  const lead = newLead ? undefined : leadIdOf(program);
  if (actingLead && lead) {
    const minutesLeft = Math.max(0, Math.floor(minutesBetween(now, actingLead.until)));
    change.update({ stoodIn: { lead, endedAt: now, minutesLeft } });
  }
  change.update({ actingLead: null });
}

/** Neither is the lead there nor does anybody stand in. */
export function leaveLeadVacant(change: Change): void {
  const { actingLead } = change.program;
  const since = leaderlessSince(change.program, change.now) ?? change.now;
  if (actingLead) change.record('acting-lead-ended', { staffId: actingLead.staff.staffId });
  endStandIn(change);
  change.update({ leadMissingSince: since });
}

/** The lead is there again, or another one is by consent: the patient hears who it is. */
function endActing(change: Change, newLead: boolean): void {
  const { actingLead: acting, leadMissingSince } = change.program;
  if (newLead || acting) change.update(planProgramNotice(change.program, noticeNow('introduction', change.now, false)));
  if (!acting && !leadMissingSince) return;
  if (acting) change.record('acting-lead-ended', { staffId: acting.staff.staffId });
  endStandIn(change, newLead);
  change.update({ leadMissingSince: null });
  change.resolveTasks(({ kind }) => askedUntilNow.some((one) => one === kind), 'The question of the lead is settled.');
}

/** The 14 days are over: a person sees to it at once, and it is not who stood in. The lead stays who it was. */
export function raiseActingOver(change: Change): void {
  const { actingLead, status } = change.program;
  if (!isRunning(status) || !actingLead || actingLead.overRaised || actingLead.until > change.now) return;
  change.update({ actingLead: { ...actingLead, overRaised: true } });
  change.raiseTask({
    kind: 'acting-lead-over',
    urgency: 'urgent',
    owner: leadOf(change.program),
    due: plusHours(change.now, 24),
    rule: 'R13',
    text: `${actingLead.staff.name} has stood in for the lead for ${actingDaysMax} days, and may no longer: no dose starts before a new lead has the patient's consent. Get it and record it with the care team, or that the lead is back.`,
  });
}
