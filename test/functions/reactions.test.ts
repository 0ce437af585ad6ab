/** What reacts to events: it acts on what the table says now, repairs, and never lets one bad event hold up the next. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deps } from '../../functions/live.ts';
import { createHandler as createOnChange } from '../../functions/reactions/on-change.ts';
import { enrollSomeone, example, startTestHome, type TestHome } from '../local/test-home.ts';

let home: TestHome;
beforeAll(async () => {
  home = await startTestHome();
});
afterAll(() => home.close());

const arn = (machine: string, name: string): string =>
  `arn:aws:states:us-east-1:000000000000:execution:${machine}:${name}`;
const executionsOf = async (base: string): Promise<string[]> => {
  await home.settle();
  return (await home.clinic.get(base)).body.executions.map(
    (one: any) => `${one.name.replace(/_[a-z0-9]+/, '')} ${one.status}`,
  );
};

function failed(name: string, input: string | null) {
  const [machine = ''] = name.split('-');
  const now = home.home.clock.now();
  return {
    source: 'aws.states',
    detail: { executionArn: arn(machine, name), name, status: 'FAILED', startDate: now, stopDate: now, input },
  };
}

describe('an execution that ended otherwise than by a named end', () => {
  it('is followed by a new run, also where the event comes without its input', async () => {
    const { base, programId } = await enrollSomeone(home.clinic);
    await home.settle();
    await home.publish(failed(`program-${programId}-1`, null));
    expect(await executionsOf(base)).toEqual(['program-prg-1 FAILED', 'program-prg-2 RUNNING']);
  });

  it('is repaired once, however often and late its event comes', async () => {
    const { base, programId } = await enrollSomeone(home.clinic);
    await home.settle();
    const event = failed(`program-${programId}-1`, JSON.stringify({ clinicId: 'demo', programId, run: 1 }));
    await Promise.all([home.publish(event), home.publish(event)]);
    await home.settle();
    await home.publish(event);
    expect(await executionsOf(base)).toEqual(['program-prg-1 FAILED', 'program-prg-2 RUNNING']);
  });

  it('runs again for operators once it is redriven, whatever is heard late of its first end', async () => {
    const { base, programId } = await enrollSomeone(home.clinic);
    const event = failed(`program-${programId}-1`, JSON.stringify({ clinicId: 'demo', programId, run: 1 }));
    const redriven = (detail: object) => ({ ...event, detail: { ...event.detail, redriveCount: 1, ...detail } });
    await home.publish(event);
    await home.publish(redriven({ status: 'RUNNING', stopDate: null }));
    await home.publish(event);
    expect((await executionsOf(base))[0]).toBe('program-prg-1 RUNNING');
    await home.publish(redriven({}));
    expect((await executionsOf(base))[0]).toBe('program-prg-1 FAILED');
  });

  it('of somebody else is left alone', async () => {
    await home.publish(failed('other-1', '{"unknown":true}'));
    expect(home.logs.some((line) => line.includes('none of ours'))).toBe(true);
  });
});

describe('the stream', () => {
  const record = (sequence: string, pk: string, sk: string) => ({
    dynamodb: { SequenceNumber: sequence, Keys: { pk: { S: pk }, sk: { S: sk } } },
  });
  /** One program's execution cannot be started. */
  const depsWith = (log: string[]): Deps =>
    ({
      runs: {
        readAll: async (owners: { programId: string }[]) =>
          owners.map(({ programId }) => (programId === 'prg_poison' ? { run: 1, started: null } : null)),
      },
      executions: {
        start: async () => {
          throw new Error('Maya Ortiz, maya@example.com');
        },
      },
      log: (_level: string, message: string, ids: object) => log.push(`${message} ${JSON.stringify(ids)}`),
    }) as unknown as Deps;

  it('reports only the records that failed, and goes on with the others', async () => {
    const log: string[] = [];
    const handler = createOnChange(depsWith(log));
    const Records = [
      record('1', 'clinic#demo#program#prg_poison', 'state#head'),
      { nonsense: true },
      record('2', 'clinic#demo#program#prg_fine', 'state#head'),
      record('3', 'clinic#demo', 'clinic'),
      record('4', 'clinic#demo#program#prg_poison', 'run#program'),
    ];
    const answer = await handler({ Records }, {} as never);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }, { itemIdentifier: '4' }] });
  });

  it('sees to a group though no run can be read', async () => {
    const deps = {
      ...depsWith([]),
      runs: { readAll: () => Promise.reject(new Error('the table is away')) },
      groups: { find: async () => null },
    } as unknown as Deps;
    const Records = [
      record('1', 'clinic#demo#group#grp_1', 'group'),
      record('2', 'clinic#demo#program#prg_fine', 'state#head'),
    ];
    const answer = await createOnChange(deps)({ Records }, {} as never);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
  });

  it('logs what failed by its kind and place, never by its words', async () => {
    const log: string[] = [];
    await createOnChange(depsWith(log))(
      { Records: [record('1', 'clinic#demo#program#prg_poison', 'state#head')] },
      {} as never,
    );
    expect(log).toHaveLength(1);
    expect(log.join()).not.toMatch(/Maya|example\.com/);
  });
});

describe('mail events', () => {
  it('that name no message of ours change nothing', async () => {
    const { base } = await enrollSomeone(home.clinic);
    await home.clinic.post(`${base}/sessions`, example('book-preparation'));
    await home.settle();
    const before = (await home.clinic.get(`${base}/messages`)).body;
    const mail = {
      messageId: 'x',
      timestamp: '2027-01-04T16:00:00Z',
      tags: { key: ['nobody'], clinic: ['demo'], program: [base.split('/').at(-1)] },
    };
    await home.publish({
      source: 'aws.ses',
      time: '2027-01-04T16:00:00Z',
      detail: {
        eventType: 'Bounce',
        mail,
        bounce: { bounceType: 'Permanent', bouncedRecipients: [{ emailAddress: 'x@example.com' }] },
      },
    });
    await home.publish({
      source: 'aws.ses',
      time: '2027-01-04T16:00:00Z',
      detail: { eventType: 'Send', mail: { ...mail, tags: {} } },
    });
    expect((await home.clinic.get(`${base}/messages`)).body).toEqual(before);
  });
});
