/** What one item of the table may hold: a person's command is refused before it is full, a serious event later than anything else. */
import { expect, it } from 'vitest';
import { assertFits } from '../../functions/clinic-api/assert-fits.ts';
import type { AdverseEvent, Program } from '../../shared/domain/state.ts';
import { aProgram } from '../domain/builders.ts';

const event = (serious: boolean): AdverseEvent => ({
  code: 'anxiety',
  serious,
  at: '2027-01-04T16:00:00.000Z',
  note: 'x'.repeat(4000),
});

function withEvents(count: number, ...more: AdverseEvent[]): Program {
  const course = aProgram();
  const session = course.session(course.book('preparation', '2027-01-08T15:00'));
  const adverseEvents = [...Array.from({ length: count }, () => event(false)), ...more];
  return { ...course.program, sessions: [{ ...session, adverseEvents }] };
}

it('a serious event finds room where another one is refused', () => {
  const full = withEvents(75);
  expect(() => assertFits(full, withEvents(75, event(false)))).toThrow('300000 bytes');
  expect(() => assertFits(full, withEvents(75, event(true)))).not.toThrow();
});
