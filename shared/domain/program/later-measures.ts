/**
 * Measures that a protocol wants so many days after enrollment, whatever the course is at by then: the patient is asked in an
 * email while the program runs; of one that has been completed before, somebody of the team asks.
 */
import type { Change } from '../change.ts';
import { leadOf } from '../milestones.ts';
import { mayAsk, measureAt, planProgramNotice } from '../planning.ts';
import type { Protocol } from '../protocol.ts';
import type { Instant, Program } from '../state.ts';
import { calendarDaysAfter, plusDays } from '../time.ts';

const taskDueDays = 7;

type Later = { days: number; due: Instant; mark: string };

/** Those that nobody has asked for yet. A mark stands for one of them for ever. */
function laterMeasures({ measures }: Protocol, { enrolledAt, patient, overdueRaised }: Program): Later[] {
  return measures.points
    .flatMap((point) => (point.at === 'after-enrollment' ? [point.days] : []))
    .map((days) => ({
      days,
      due: calendarDaysAfter(enrolledAt, days, patient.timeZone),
      mark: `measure-after-enrollment-${days}`,
    }))
    .filter(({ mark }) => !overdueRaised.includes(mark));
}

/** At a look: there is one each day at the least. */
export function askLaterMeasures(change: Change): void {
  const { program, protocol, context, now } = change;
  const due = laterMeasures(protocol, program).filter((one) => one.due <= now);
  if (due.length === 0 || program.status !== 'active' || !mayAsk(context.clinic)) return;
  change.update({ overdueRaised: [...program.overdueRaised, ...due.map(({ mark }) => mark)] });
  change.update(planProgramNotice(change.program, measureAt(now, program.patient)));
  change.record('touchpoints-planned', { name: 'measure', at: now });
}

/** When a program is completed: what is still to come is asked for on its day all the same. */
export function handOverLaterMeasures(change: Change): void {
  const { program, protocol } = change;
  for (const { days, due } of laterMeasures(protocol, program))
    change.raiseTask({
      kind: 'measure',
      urgency: 'routine',
      owner: leadOf(program),
      due: plusDays(due, taskDueDays),
      rule: 'protocol: measures',
      text: `${days} days after enrollment, on ${due.slice(0, 10)}, the protocol asks for ${protocol.measures.instruments.join(' and ')}, and the program is completed: call ${program.patient.phone} then, ask, and record the answers.`,
    });
}
