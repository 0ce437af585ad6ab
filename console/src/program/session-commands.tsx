/** What a person may do with one session, each when it makes sense. */
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useAnswer, useCommand } from '../api/ask.ts';
import type { Session } from '../api/client.ts';
import { useClinicTime } from '../clinic-time.tsx';
import { CommandButton, type Field, type Values } from '../parts/command.tsx';
import { Overlaps } from '../parts/overlaps.tsx';
import { say } from '../parts/words.ts';
import { mayDecide, mayTreat, useSession } from '../session.tsx';
import {
  type CancelRequest,
  type ClearanceRequest,
  cancelFields,
  cancelRequestOf,
  type DecisionRequest,
  instantIn,
  moveFields,
  type OutcomeRequest,
  outcomes,
  type StartRequest,
  vitalsFields,
  vitalsOf,
  wallTimeIn,
} from './session-forms.ts';

export function SessionCommands({ session }: { session: Session }) {
  const { who } = useSession();
  const { kind, status, blocked } = session;
  const isDose = kind === 'dosing';
  const isBooked = status === 'booked';
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {isBooked && <Move session={session} />}
      {isBooked && <Cancel session={session} />}
      {mayDecide(who) && isBooked && blocked.map(({ about }) => <Decide key={about} session={session} about={about} />)}
      {mayDecide(who) && isDose && isBooked && <Clear session={session} />}
      {mayTreat(who) && isDose && isBooked && <Start session={session} />}
      {mayTreat(who) && (isDose ? status === 'in-session' : isBooked) && <RecordOutcome session={session} />}
    </SpaceBetween>
  );
}

const paramsOf = ({ programId, sessionId }: Session) => ({ path: { programId, sessionId } });

function Move({ session }: { session: Session }) {
  const { start, version } = session;
  const move = useCommand((api, at: string) =>
    api.PATCH('/v1/programs/{programId}/sessions/{sessionId}', {
      params: { ...paramsOf(session), header: { 'If-Match': `"${version}"` } },
      body: { start: { at, timeZone: start.timeZone } },
    }),
  );
  return (
    <>
      <Overlaps overlaps={move.data?.overlaps} staff={session.staff} />
      <CommandButton
        text="Move"
        title="Move the session"
        explanation="The patient is told of the new time; reminders of the old one are voided, and a clearance no longer counts."
        fields={moveFields(start)}
        command={move}
        input={({ at = '' }) => at}
      />
    </>
  );
}

function Cancel({ session }: { session: Session }) {
  const cancel = useCommand((api, body: CancelRequest) =>
    api.POST('/v1/programs/{programId}/sessions/{sessionId}/cancel', { params: paramsOf(session), body }),
  );
  return (
    <CommandButton
      text="Cancel"
      title="Cancel the session"
      explanation="The patient is told at once, and gets no reminder of it any more."
      fields={cancelFields}
      command={cancel}
      input={cancelRequestOf}
    />
  );
}

function Decide({ session, about }: { session: Session; about: string }) {
  const { programId, sessionId } = session;
  const decide = useCommand((api, body: DecisionRequest) =>
    api.POST('/v1/programs/{programId}/decisions', { params: { path: { programId } }, body }),
  );
  return (
    <CommandButton
      text={`Decide: ${say(about).toLowerCase()}`}
      variant="primary"
      title={`Decide about: ${say(about).toLowerCase()}`}
      explanation="“Do not proceed” cancels the session."
      fields={[
        {
          name: 'decision',
          label: 'Decision',
          kind: 'choice',
          choices: [
            { value: 'proceed', text: 'Proceed' },
            { value: 'do-not-proceed', text: 'Do not proceed' },
          ],
          required: true,
        },
        { name: 'reason', label: 'Reason', kind: 'text', required: true },
      ]}
      command={decide}
      input={({ decision, reason = '' }) => ({ about, sessionId, decision, reason }) as DecisionRequest}
    />
  );
}

function Clear({ session }: { session: Session }) {
  const { programId, sessionId } = session;
  const program = useAnswer(
    ['program', programId],
    (api) => api.GET('/v1/programs/{programId}', { params: { path: { programId } } }),
    { once: true },
  );
  const { id = '', version = 0 } = program.data?.protocol ?? {};
  const protocol = useAnswer(
    ['protocol', id, version],
    (api) => api.GET('/v1/protocols/{id}/versions/{version}', { params: { path: { id, version } } }),
    { once: true, when: program.data !== undefined },
  );
  const clear = useCommand((api, body: ClearanceRequest) =>
    api.POST('/v1/programs/{programId}/clearances', { params: { path: { programId } }, body }),
  );
  const checks = protocol.data?.dosing.clearanceChecks ?? [];
  return (
    <CommandButton
      text="Clear"
      title="Clear this dose"
      explanation="Every check has to be true; what is left open keeps the gate shut and is recorded."
      fields={checks.map((name): Field => ({ name, label: say(name), kind: 'check' }))}
      command={clear}
      disabled={checks.length === 0}
      input={(values) => ({
        sessionId,
        checks: Object.fromEntries(checks.map((name) => [name, values[name] === 'yes'])),
      })}
    />
  );
}

function Start({ session }: { session: Session }) {
  const start = useCommand((api, body: StartRequest) =>
    api.POST('/v1/programs/{programId}/sessions/{sessionId}/start', { params: paramsOf(session), body }),
  );
  return (
    <CommandButton
      text="Start"
      variant="primary"
      title="Start the dose"
      explanation="Every gate is checked now; a refusal says which are shut and what opens each."
      fields={[
        { name: 'monitorPresent', label: 'The person named is present', kind: 'check' },
        ...vitalsFields,
        { name: 'amountMg', label: 'Amount in mg, if it is given now', kind: 'number' },
      ]}
      command={start}
      input={(values) => ({
        monitorPresent: values.monitorPresent === 'yes',
        vitals: vitalsOf(values),
        staffPresent: session.staff.map(({ email }) => email),
        ...(values.amountMg ? { amountMg: Number(values.amountMg) } : {}),
      })}
    />
  );
}

function RecordOutcome({ session }: { session: Session }) {
  const { now } = useClinicTime();
  const { start, actual, kind, status } = session;
  const isDose = kind === 'dosing';
  const record = useCommand((api, body: OutcomeRequest) =>
    api.POST('/v1/programs/{programId}/sessions/{sessionId}/outcome', { params: paramsOf(session), body }),
  );
  const body = (values: Values): OutcomeRequest => {
    const { result, startedAt = '', endedAt = '', notes } = values;
    if (result === 'no-show') return { result, ...(notes ? { notes } : {}) };
    return {
      result,
      startedAt: actual?.startedAt ?? instantIn(startedAt, start.timeZone),
      endedAt: instantIn(endedAt, start.timeZone),
      ...(isDose && values.systolic ? { vitals: vitalsOf(values) } : {}),
      ...(notes ? { notes } : {}),
      ...(kind === 'closing' ? { continuing: values.continuing === 'yes' } : {}),
    } as OutcomeRequest;
  };
  const isUnderWay = status === 'in-session';
  return (
    <CommandButton
      text="Record outcome"
      variant="primary"
      title="How did it go?"
      fields={[
        {
          name: 'result',
          label: 'Result',
          kind: 'choice',
          choices: outcomes.filter(({ value }) => !isUnderWay || value !== 'no-show'),
          initial: 'completed',
          required: true,
        },
        ...(isUnderWay
          ? []
          : [
              {
                name: 'startedAt',
                label: 'Started',
                hint: `By the clock of ${start.timeZone}`,
                kind: 'wall-time',
                initial: start.at,
              } as const,
            ]),
        {
          name: 'endedAt',
          label: 'Ended',
          hint: `By the clock of ${start.timeZone}`,
          kind: 'wall-time',
          initial: wallTimeIn(now, start.timeZone),
        },
        ...(isDose ? vitalsFields : []),
        ...(kind === 'closing'
          ? [{ name: 'continuing', label: 'Psychotherapy continues', kind: 'check' } as const]
          : []),
        { name: 'notes', label: 'Notes', kind: 'text' },
      ]}
      command={record}
      input={body}
    />
  );
}
