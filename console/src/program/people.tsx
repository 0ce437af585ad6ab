/** The patient, whom to call, and the care team. */
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { Program } from '../api/client.ts';
import { zoneName } from '../parts/times.ts';
import { say } from '../parts/words.ts';

export function People({ program: { patient, careTeam, consents } }: { program: Program }) {
  const { email, phone, dateOfBirth, country, timeZone, locale, quietHours, contactPerson, contactBy, discreet } =
    patient;
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Patient</Header>}>
        <KeyValuePairs
          columns={4}
          items={[
            { label: 'Email', value: email },
            { label: 'Phone', value: phone },
            { label: 'Born', value: dateOfBirth },
            { label: 'Lives in', value: `${country}, ${zoneName(timeZone)}` },
            { label: 'Language', value: locale },
            { label: 'Quiet hours', value: `${quietHours.from} to ${quietHours.to}` },
            { label: 'Reached by', value: `${say(contactBy)}${discreet ? ', discreetly' : ''}` },
            {
              label: 'In an emergency',
              value: `${contactPerson.name} (${contactPerson.relation}), ${contactPerson.phone}`,
            },
          ]}
        />
      </Container>
      <Table
        variant="container"
        header={<Header variant="h2">Care team</Header>}
        items={careTeam}
        columnDefinitions={[
          {
            id: 'name',
            header: 'Name',
            isRowHeader: true,
            cell: ({ name, lead }) => (lead ? `${name} (leads)` : name),
          },
          { id: 'role', header: 'Role', cell: ({ role }) => [role].flat().map(say).join(', ') },
          { id: 'license', header: 'License', cell: ({ license }) => license ?? '–' },
          { id: 'email', header: 'Email', cell: ({ email: address }) => address },
        ]}
        wrapLines
      />
      <Container header={<Header variant="h2">Consents</Header>}>
        <KeyValuePairs
          columns={2}
          items={[
            {
              label: 'Consents',
              value: consents
                .map(({ kind, signedOn, withdrawnAt }) => `${say(kind)} (${withdrawnAt ? 'withdrawn' : signedOn})`)
                .join(', '),
            },
          ]}
        />
      </Container>
    </SpaceBetween>
  );
}
