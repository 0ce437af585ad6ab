/** Consents, screenings, intentions: the papers and people of a program. */
import { type Change, type Refused, refuse } from '../change.ts';
import { isRunning, uncovered } from '../course.ts';
import { clinicianOf, leadOf } from '../milestones.ts';
import type { ConsentKind, Protocol } from '../protocol.ts';
import { currentScreening, evaluateScreening, type ScreeningAnswers } from '../screening.ts';
import { afterScreening } from '../session/blocks.ts';
import { voidClearances } from '../session/clearances.ts';
import type { Program, Screening } from '../state.ts';
import { plusDays, plusHours } from '../time.ts';
import { askAboutScreening, refuseIncomplete } from './enroll.ts';

export function refuseUnlessRunning(program: Program, doing: string): Refused | undefined {
  return isRunning(program.status)
    ? undefined
    : refuse('wrong-state', `The program is ${program.status}: ${doing} is not possible any more.`);
}

export function signConsent(change: Change, kind: ConsentKind, signedOn: string): Refused | undefined {
  const refused = refuseUnlessRunning(change.program, 'signing a consent');
  if (refused) return refused;
  change.update({ consents: [...change.program.consents, { kind, signedOn, withdrawnAt: null }] });
  change.record('consent-signed', { kind, signedOn });
  change.resolveTasks(
    (task) => task.kind === 'consent-withdrawn' && task.text.includes(`\`${kind}\``),
    'The consent was signed again.',
  );
  return undefined;
}

/** Withdrawing a required consent shuts the gate at once; without consent to email every touchpoint goes to a person. */
export function withdrawConsent(change: Change, kind: ConsentKind): Refused | undefined {
  const refused = refuseUnlessRunning(change.program, 'withdrawing a consent');
  if (refused) return refused;
  const standing = change.program.consents.some((one) => one.kind === kind && one.withdrawnAt === null);
  if (!standing) return refuse('wrong-state', `There is no standing consent of kind ${kind}.`);
  const consents = change.program.consents.map((one) =>
    one.kind === kind && one.withdrawnAt === null ? { ...one, withdrawnAt: change.now } : one,
  );
  change.update({ consents });
  change.record('consent-withdrawn', { kind });
  if (change.protocol.consents.required.includes(kind))
    change.raiseTask({
      kind: 'consent-withdrawn',
      urgency: 'urgent',
      owner: leadOf(change.program),
      due: plusHours(change.now, 4),
      rule: 'R5',
      text: `The consent \`${kind}\` was withdrawn: no dose can start. Talk to the patient.`,
    });
  return undefined;
}

/** A later screening is always recorded. A contraindication stops every dose until a newer one says no. */
export function addScreening(change: Change, given: ScreeningAnswers): { screeningId: string } | Refused {
  const refused = refuseUnlessRunning(change.program, 'a screening');
  if (refused) return refused;
  const evaluated = evaluateScreening(change.protocol, given);
  if (!evaluated.complete) return refuseIncomplete(evaluated);
  const { contraindications, cautions } = evaluated;
  const screening: Screening = {
    screeningId: change.context.newId('screening'),
    at: change.now,
    answers: given.answers,
    takes: given.takes,
    contraindications,
    cautions,
    reviewedBy: null,
  };
  change.update({ screenings: [...change.program.screenings, screening] });
  change.record('screening-added', screening);
  askAboutNewest(change, change.protocol, 'A newer screening was taken.');
  for (const session of change.program.sessions.filter((one) => one.status === 'booked')) {
    // What was cleared did not know of it; a newer screening that says no does not bring the clearance back.
    const settled = afterScreening(change, contraindications.length > 0 ? voidClearances(session) : session);
    if (settled !== session) change.putSession(settled);
  }
  return { screeningId: screening.screeningId };
}

/** What the newest screening leaves for a clinician, in place of what the one before it did. */
export function askAboutNewest(change: Change, protocol: Protocol, note: string): void {
  const { contraindications = [], cautions = [], unanswered = [] } = currentScreening(change.program) ?? {};
  const newCautions = uncovered(change.program, 'caution', cautions);
  change.resolveTasks((task) => ['caution', 'medicines-plan', 'contraindication'].includes(task.kind), note);
  askAboutScreening(change, newCautions, protocol);
  if (contraindications.length > 0)
    change.raiseTask({
      kind: 'contraindication',
      urgency: 'urgent',
      owner: clinicianOf(change.program),
      due: plusHours(change.now, 4),
      rule: 'R5',
      text: `The screening says yes to: ${contraindications.join(', ')}. No dose can be booked or started. Call the patient.`,
    });
  if (unanswered.length > 0)
    change.raiseTask({
      kind: 'contraindication',
      urgency: 'soon',
      owner: clinicianOf(change.program),
      due: plusDays(change.now, 2),
      rule: 'R5',
      text: `This version of the protocol asks what nobody has answered: ${unanswered.join(', ')}. No dose can start before a new screening.`,
    });
}

export function addIntention(change: Change, text: string): { intentionId: string } | Refused {
  const refused = refuseUnlessRunning(change.program, 'an intention');
  if (refused) return refused;
  const intentionId = change.context.newId('intention');
  change.update({ intentions: [...change.program.intentions, { intentionId, text, at: change.now }] });
  change.record('intention-added', { intentionId, text });
  return { intentionId };
}
