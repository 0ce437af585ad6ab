/** R2 and R3: each key is accepted once a copy, and every planned touchpoint ends in one recorded outcome. */
import { type Broken, type Case, type Evidence, type Mail, type Row, rowsOf } from './evidence.ts';

const settled = new Set(['sent', 'failed', 'skipped', 'merged', 'voided', 'handed-over']);
const minuteMs = 60_000;

export function checkOnce(one: Case, evidence: Evidence): Broken[] {
  const { programId } = one.head;
  const accepted = new Map<string, Mail[]>();
  for (const mail of one.mails) {
    const copy = `${mail.tags.key}#${mail.tags.copy}`;
    accepted.set(copy, [...(accepted.get(copy) ?? []), mail]);
  }
  const broken: Broken[] = [];
  for (const [copy, mails] of accepted) {
    if (!/#[12]$/.test(copy))
      broken.push({ rule: 'R2', programId, what: `${copy} is neither the first nor the second copy` });
    const allowed = evidence.granted.restored ? 2 : 1;
    if (mails.length > allowed)
      broken.push({ rule: 'R2', programId, what: `SES accepted ${copy} ${mails.length} times` });
  }
  const claimed = new Set(
    one.events.filter(({ type }) => type === 'message-claimed').map(({ data }) => `${data.key}#${data.copy}`),
  );
  broken.push(...checkUnknown(one, evidence));
  const unknown = new Set(
    one.events.filter(({ type }) => type === 'message-unknown').map(({ data }) => String(data.key)),
  );
  for (const copy of accepted.keys()) {
    if (!claimed.has(copy) && !evidence.granted.restored)
      broken.push({ rule: 'R2', programId, what: `SES accepted ${copy}, which nobody claimed` });
    if (copy.endsWith('#2') && !unknown.has(copy.slice(0, -2)))
      broken.push({ rule: 'R2', programId, what: `${copy} went out although the first copy was never unknown` });
  }
  return broken;
}

/** What is unknown is settled, or goes out as the second copy; the second is the last. What is sent stays sent. */
function checkUnknown({ head: { programId }, events }: Case, { granted }: Evidence): Broken[] {
  const unknown = new Set<string>();
  const sent = new Set<string>();
  return events.flatMap(({ type, data, at }) => {
    const copy = `${data.key}#${data.copy}`;
    if (type === 'message-unknown') unknown.add(copy);
    if (type === 'message-sent') sent.add(copy);
    if ((type === 'message-unknown' || type === 'message-claimed') && sent.has(copy))
      return [{ rule: 'R2', programId, at, what: `${copy} is ${type.replace('message-', '')} after it was sent` }];
    if (type === 'message-unknown' && !granted.uncertain)
      return [{ rule: 'R2', programId, at, what: `${copy} is unknown, although SES had answered` }];
    return type === 'message-claimed' && unknown.has(copy)
      ? [{ rule: 'R2', programId, at, what: `${copy} was claimed again after it was unknown` }]
      : [];
  });
}

export function checkOutcomes(one: Case, evidence: Evidence): Broken[] {
  const rows = rowsOf(one);
  const keys = new Map(rows.map((row) => [row.key, row]));
  const broken: Broken[] = [];
  const fail = (row: Row, what: string): void => {
    broken.push({ rule: 'R3', programId: one.head.programId, what: `${row.key}: ${what}` });
  };
  if (keys.size !== rows.length)
    broken.push({ rule: 'R3', programId: one.head.programId, what: 'two rows have one key' });
  const byCopy = new Map(one.mails.map((mail) => [`${mail.tags.key}#${mail.tags.copy}`, mail]));
  for (const row of rows) {
    const mail = byCopy.get(`${row.key}#${row.copy}`) ?? byCopy.get(`${row.key}#1`);
    const waits = Date.parse(row.at) > evidence.now - 20 * minuteMs;
    if (!settled.has(row.status) && !(row.status === 'planned' && waits)) fail(row, `is ${row.status} since ${row.at}`);
    if (row.status === 'sent' && !mail) fail(row, 'is sent, and SES has accepted no such mail');
    if (
      row.status === 'sent' &&
      mail &&
      row.sesMessageId !== mail.id &&
      !one.mails.some(({ id }) => id === row.sesMessageId)
    )
      fail(row, 'is sent under an id that SES never gave');
    if (['skipped', 'voided', 'failed', 'handed-over'].includes(row.status) && !row.reason)
      fail(row, `is ${row.status} without a reason`);
    if (row.status === 'merged' && !keys.has(row.mergedInto ?? '')) fail(row, 'is merged into nothing');
    const survivor = keys.get(row.mergedInto ?? '')?.status ?? '';
    if (row.status === 'merged' && ['failed', 'skipped'].includes(survivor))
      fail(row, `was merged into one that ${survivor === 'failed' ? 'failed' : 'was skipped'}`);
    if (mail && row.status !== 'sent' && !evidence.granted.eventsLost)
      fail(row, `was accepted by SES and is ${row.status}`);
    if (
      mail &&
      ['planned', 'skipped', 'merged', 'voided', 'handed-over'].includes(row.status) &&
      !evidence.granted.restored &&
      !hasUnknown(one, row)
    )
      fail(row, `was accepted by SES and is ${row.status}`);
  }
  return [...broken, ...checkHandedOver(one), ...checkPlanned(one)];
}

/** Lost in uncertainty, it may have been moved away from since. */
const hasUnknown = (one: Case, row: Row): boolean =>
  one.events.some(({ type, data }) => type === 'message-unknown' && data.key === row.key);

/** What a person is to do stands in a task; so does what failed. */
function checkHandedOver({ head: { programId }, events, tasks }: Case): Broken[] {
  const count = (type: string): number =>
    events.filter(
      (one) => one.type === type && one.data.status !== 'voided' && !String(one.data.key).endsWith('_staff'),
    ).length;
  const asked = (kind: string): number => tasks.filter((task) => task.kind === kind).length;
  const wanted = [
    { type: 'message-failed', kind: 'message-failed' },
    { type: 'message-handed-over', kind: 'call-patient' },
  ];
  return wanted
    .filter(({ type, kind }) => asked(kind) < count(type))
    .map(({ type, kind }) => ({
      rule: 'R3',
      programId,
      what: `${count(type)} times ${type}, and ${asked(kind)} tasks of kind ${kind} tell of it`,
    }));
}

/** Who books, moves and gives a dose tells the patient; every change has a row of its own. */
function checkPlanned(one: Case): Broken[] {
  const broken: Broken[] = [];
  const { programId } = one.head;
  const imported = new Set(
    one.events
      .filter(({ type }) => type === 'history-imported')
      .flatMap(({ data }) => (data.sessions as { sessionId: string }[]).map(({ sessionId }) => sessionId)),
  );
  for (const session of one.sessions.filter(({ sessionId }) => !imported.has(sessionId))) {
    const has = (revision: number, ...names: string[]): boolean =>
      session.touchpoints.some(
        (row) =>
          row.audience === 'patient' && names.includes(row.name) && (revision === 0 || row.revision === revision),
      );
    if (!has(1, 'booked', 'booked-late'))
      broken.push({ rule: 'R3', programId, what: `${session.sessionId} was booked and nothing tells of it` });
    for (let revision = 2; revision <= session.revision; revision += 1)
      if (!has(revision, 'moved'))
        broken.push({ rule: 'R3', programId, what: `revision ${revision} of ${session.sessionId} has no message` });
    const given =
      session.kind === 'dosing' && session.actual?.endedAt && ['completed', 'stopped-early'].includes(session.status);
    const died = one.events.find(({ type }) => type === 'patient-deceased')?.at;
    const recorded =
      one.events.find(({ type, data }) => type === 'outcome-recorded' && data.sessionId === session.sessionId)?.at ??
      '';
    if (given && (!died || died > recorded) && !(has(0, 'after') && has(0, 'next-day')))
      broken.push({ rule: 'R3', programId, what: `${session.sessionId} was given and its aftercare is not planned` });
    const cancelledBy = one.events.find(
      ({ type, data }) => type === 'session-cancelled' && data.sessionId === session.sessionId,
    );
    if (session.status === 'cancelled' && cancelledBy && !has(0, 'cancelled'))
      broken.push({ rule: 'R3', programId, what: `${session.sessionId} was cancelled and nothing tells of it` });
  }
  return broken;
}

/** Morning lists to staff belong to no program: each goes out once. */
export function checkDigests({ mails, granted }: Evidence): Broken[] {
  const counts = new Map<string, number>();
  for (const { tags } of mails) {
    const key = `${tags.clinic} ${tags.key}#${tags.copy}`;
    if (tags.program === undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > (granted.restored ? 2 : 1))
    .map(([key, count]) => ({ rule: 'R2', programId: null, what: `SES accepted ${key} ${count} times` }));
}
