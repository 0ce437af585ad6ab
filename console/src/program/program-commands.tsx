/** What a person may do with the whole program. */
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useCommand } from '../api/ask.ts';
import type { Program } from '../api/client.ts';
import { CommandButton, type Field } from '../parts/command.tsx';
import { mayDecide, useSession } from '../session.tsx';

const noteField: Field = { name: 'note', label: 'Note', kind: 'text' };
const endReasons = [
  { value: 'patient-request', text: 'The patient asked for it' },
  { value: 'clinic-request', text: 'The clinic asked for it' },
  { value: 'medical', text: 'Medical' },
  { value: 'other', text: 'Other' },
] as const;
const holdReasons = [
  { value: 'patient-request', text: 'The patient asked for it' },
  { value: 'clinic-request', text: 'The clinic asked for it' },
  { value: 'hospitalised', text: 'In hospital' },
  { value: 'adverse-event', text: 'Adverse event' },
  { value: 'other', text: 'Other' },
] as const;
type HoldReason = (typeof holdReasons)[number]['value'];
type EndReason = (typeof endReasons)[number]['value'];
const reasonOf = (choices: typeof holdReasons | typeof endReasons): Field => ({
  name: 'reason',
  label: 'Reason',
  kind: 'choice',
  choices,
  required: true,
});

const withNote = <Body extends object>(body: Body, note: string | undefined) => (note ? { ...body, note } : body);

export function ProgramCommands({ program: { programId, status } }: { program: Program }) {
  const { who } = useSession();
  const params = { path: { programId } };
  const hold = useCommand((api, body: { reason: HoldReason; note?: string }) =>
    api.POST('/v1/programs/{programId}/hold', { params, body }),
  );
  const resume = useCommand((api, body: { reason: EndReason; note?: string }) =>
    api.POST('/v1/programs/{programId}/resume', { params, body }),
  );
  const withdraw = useCommand((api, body: { reason: EndReason; note?: string }) =>
    api.POST('/v1/programs/{programId}/withdraw', { params, body }),
  );
  if (status !== 'active' && status !== 'on-hold') return null;
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {status === 'active' && (
        <CommandButton
          text="Hold"
          title="Put the program on hold"
          explanation="Sessions stay booked. Nothing from before a session is sent until the program is resumed; it is reviewed after 14 days."
          fields={[reasonOf(holdReasons), noteField]}
          command={hold}
          input={({ reason, note }) => withNote({ reason: reason as HoldReason }, note)}
        />
      )}
      {status === 'on-hold' && mayDecide(who) && (
        <CommandButton
          text="Resume"
          variant="primary"
          title="Resume the program"
          explanation="What is still ahead goes out again, and the patient is told."
          fields={[reasonOf(endReasons), noteField]}
          command={resume}
          input={({ reason, note }) => withNote({ reason: reason as EndReason }, note)}
        />
      )}
      <CommandButton
        text="Withdraw"
        title="Withdraw the patient"
        explanation="This ends the program and cancels what is booked. It cannot be undone; the patient may be enrolled anew."
        fields={[reasonOf(endReasons), noteField]}
        command={withdraw}
        input={({ reason, note }) => withNote({ reason: reason as EndReason }, note)}
      />
    </SpaceBetween>
  );
}
