/** Books one session; a refusal says what would have to be true first. */
import { useCommand } from '../api/ask.ts';
import type { BookRequest, Program } from '../api/client.ts';
import { useClinicTime } from '../clinic-time.tsx';
import { CommandButton, type Field, type Values } from '../parts/command.tsx';
import { Overlaps } from '../parts/overlaps.tsx';
import { dateIn } from '../parts/times.ts';
import { say } from '../parts/words.ts';

const kinds = ['preparation', 'dosing', 'integration', 'closing', 'continuing'] as const;
const modes = ['home', 'clinic', 'video', 'phone'] as const;
type Kind = (typeof kinds)[number];
type Mode = (typeof modes)[number];
const choices = (codes: readonly string[]) => codes.map((value) => ({ value, text: say(value) }));

const kindOf: Readonly<Record<Program['phase'], Kind>> = {
  'care-team': 'preparation',
  preparation: 'preparation',
  dosing: 'dosing',
  integration: 'integration',
  ongoing: 'closing',
};
const weekMs = 7 * 86_400_000;
const minutes = { dosing: '120', other: '60' };

export function BookSession({ program }: { program: Program }) {
  const { programId, phase, careTeam, patient } = program;
  const { now, timeZone } = useClinicTime();
  const book = useCommand((api, body: BookRequest) =>
    api.POST('/v1/programs/{programId}/sessions', { params: { path: { programId } }, body }),
  );
  const kind = kindOf[phase];
  const inAWeek = dateIn(new Date(Date.parse(now) + weekMs).toISOString(), timeZone);
  const lead = careTeam.find((one) => one.lead) ?? careTeam[0];
  const fields: Field[] = [
    { name: 'kind', label: 'Kind', kind: 'choice', choices: choices(kinds), initial: kind, required: true },
    {
      name: 'at',
      label: 'Start',
      hint: `By the clock of ${timeZone}, such as ${inAWeek}T10:00`,
      kind: 'wall-time',
      initial: `${inAWeek}T10:00`,
      required: true,
    },
    {
      name: 'minutes',
      label: 'Minutes',
      kind: 'number',
      initial: kind === 'dosing' ? minutes.dosing : minutes.other,
      required: true,
    },
    {
      name: 'mode',
      label: 'Where',
      kind: 'choice',
      choices: choices(modes),
      initial: kind === 'dosing' ? 'home' : 'video',
      required: true,
    },
    {
      name: 'staff',
      label: 'Staff',
      kind: 'choice',
      choices: careTeam.map(({ email, name }) => ({ value: email, text: name })),
      initial: lead?.email ?? '',
      required: true,
    },
    {
      name: 'monitor',
      label: 'Who will be present (a dose)',
      kind: 'line',
      initial: kind === 'dosing' ? patient.contactPerson.name : '',
    },
    { name: 'monitorEmail', label: 'Their email', kind: 'line' },
    {
      name: 'monitorPhone',
      label: 'Their phone',
      kind: 'line',
      initial: kind === 'dosing' ? patient.contactPerson.phone : '',
    },
  ];
  return (
    <>
      <Overlaps overlaps={book.data?.overlaps} staff={careTeam} />
      <CommandButton
        text="Book a session"
        variant="primary"
        title="Book a session"
        explanation="The patient is told at once, and reminded by their own clock."
        fields={fields}
        command={book}
        input={(values) => bodyOf(values, timeZone)}
      />
    </>
  );
}

function bodyOf(values: Values, timeZone: string): BookRequest {
  const {
    kind,
    at = '',
    minutes: length = '',
    mode,
    staff = '',
    monitor,
    monitorEmail = '',
    monitorPhone = '',
  } = values;
  return {
    kind: kind as Kind,
    start: { at, timeZone },
    durationMinutes: Number(length),
    mode: mode as Mode,
    staff: [staff],
    ...(kind === 'dosing' && monitor ? { monitor: { name: monitor, email: monitorEmail, phone: monitorPhone } } : {}),
  };
}
