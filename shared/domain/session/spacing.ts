/** The doses booked after one that moved, was given or was cancelled keep their times: each is judged anew and says so. */
import type { Change } from '../change.ts';
import { allDoses, beginsAt } from '../course.ts';
import { isDose, type Protocol, spacingOf } from '../protocol.ts';
import type { Program, Session } from '../state.ts';
import { calendarDaysBetween } from '../time.ts';
import { raiseWarnings } from './book.ts';

/** Gives or takes the warning `spacing-broken`, with its task, of every booked dose. */
export function reviewSpacing(change: Change): void {
  for (const dose of change.program.sessions.filter((one) => isDose(one.kind) && one.status === 'booked')) {
    const broken = isSpacingBroken(change.protocol, change.program, dose);
    if (broken === dose.warnings.includes('spacing-broken')) continue;
    if (broken) {
      change.putSession({ ...dose, warnings: [...dose.warnings, 'spacing-broken'] });
      raiseWarnings(change, dose.sessionId, ['spacing-broken']);
    } else {
      change.putSession({ ...dose, warnings: dose.warnings.filter((one) => one !== 'spacing-broken') });
      change.resolveTasks(
        (task) => task.kind === 'spacing' && task.sessionId === dose.sessionId,
        'The spacing is kept again.',
      );
    }
  }
}

/** Too close, in its own zone's calendar days, to a dose given or booked before it. */
function isSpacingBroken(protocol: Protocol, program: Program, dose: Session): boolean {
  const { instant, timeZone } = dose.start;
  const before = allDoses(program).filter((one) => one.sessionId !== dose.sessionId && beginsAt(one) <= instant);
  const { minDays } = spacingOf(protocol, before.length + 1);
  return before.some((one) => calendarDaysBetween(beginsAt(one), instant, timeZone) < minDays);
}
