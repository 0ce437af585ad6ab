/** Every program of the clinic: by phase and status, or found by name or email. */
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useState } from 'react';
import { useAnswer } from '../api/ask.ts';
import type { ProgramHead } from '../api/client.ts';
import { useClinicTime } from '../clinic-time.tsx';
import { Answer, Nothing } from '../parts/answer.tsx';
import { To } from '../parts/link.tsx';
import { Pages, usePages } from '../parts/pages.tsx';
import { Status } from '../parts/status.tsx';
import { fromNow } from '../parts/times.ts';
import { say, sayInside } from '../parts/words.ts';

const phases = ['care-team', 'preparation', 'dosing', 'integration', 'ongoing'] as const;
const statuses = ['active', 'on-hold', 'completed', 'withdrawn', 'discharged', 'deceased'] as const;
type Phase = (typeof phases)[number];
type ProgramStatus = (typeof statuses)[number];

const choice = (all: string, codes: readonly string[]) => [
  { value: '', label: all },
  ...codes.map((value) => ({ value, label: say(value) })),
];

export default function Programs() {
  const [phase, setPhase] = useState<Phase | ''>('');
  const [status, setStatus] = useState<ProgramStatus | ''>('');
  const [words, setWords] = useState('');
  const pages = usePages(`${phase} ${status}`);
  const sought = words.trim();
  // A name never stands in a URL: searching is a POST.
  const programs = useAnswer(['programs', phase, status, sought, pages.cursor], (api) =>
    sought
      ? api.POST('/v1/programs/search', { body: { q: sought } })
      : api.GET('/v1/programs', {
          params: { query: { limit: 25, ...(phase && { phase }), ...(status && { status }), ...pages.query } },
        }),
  );
  const phaseChoices = choice('Every phase', phases);
  const statusChoices = choice('Every status', statuses);
  return (
    <SpaceBetween size="l">
      <Header variant="h1">Programs</Header>
      <SpaceBetween direction="horizontal" size="s">
        <TextFilter
          filteringText={words}
          filteringPlaceholder="Name or email"
          filteringAriaLabel="Find by name or email"
          onChange={({ detail }) => setWords(detail.filteringText)}
        />
        <Select
          ariaLabel="Phase"
          options={phaseChoices}
          selectedOption={phaseChoices.find(({ value }) => value === phase) ?? null}
          onChange={({ detail }) => setPhase((detail.selectedOption.value ?? '') as Phase | '')}
          disabled={sought !== ''}
        />
        <Select
          ariaLabel="Status"
          options={statusChoices}
          selectedOption={statusChoices.find(({ value }) => value === status) ?? null}
          onChange={({ detail }) => setStatus((detail.selectedOption.value ?? '') as ProgramStatus | '')}
          disabled={sought !== ''}
        />
      </SpaceBetween>
      <Answer of={programs}>
        {({ items, next }) => (
          <ProgramTable programs={items} actions={sought ? null : <Pages of={pages} next={next} />} />
        )}
      </Answer>
    </SpaceBetween>
  );
}

function ProgramTable({ programs, actions }: { programs: readonly ProgramHead[]; actions: React.ReactNode }) {
  const { now } = useClinicTime();
  return (
    <Table<ProgramHead>
      variant="container"
      header={
        <Header variant="h2" actions={actions}>
          {programs.length === 1 ? '1 program' : `${programs.length} programs`}
        </Header>
      }
      items={programs}
      trackBy="programId"
      columnDefinitions={[
        {
          id: 'patient',
          header: 'Patient',
          isRowHeader: true,
          cell: ({ programId, patient }) => <To href={`/programs/${programId}`}>{patient.name}</To>,
          minWidth: 140,
        },
        { id: 'status', header: 'Status', cell: ({ status }) => <Status of={status} />, minWidth: 110 },
        { id: 'phase', header: 'Phase', cell: ({ phase }) => say(phase), minWidth: 110 },
        { id: 'doses', header: 'Doses', cell: ({ dose }) => `${dose.done} of ${dose.of ?? 'open'}` },
        {
          id: 'waiting',
          header: 'Waits for',
          cell: ({ waitingFor }) => waitingFor && `${sayInside(waitingFor.what)}, due ${fromNow(waitingFor.due, now)}`,
          minWidth: 180,
        },
        { id: 'owner', header: 'Owner', cell: ({ waitingFor }) => waitingFor?.owner.name ?? '–' },
      ]}
      empty={<Nothing>No program is like this.</Nothing>}
      wrapLines
    />
  );
}
