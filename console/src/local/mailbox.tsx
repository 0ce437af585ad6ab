/** On one machine: what was mailed, as a phone shows it. */
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { useClinicTime } from '../clinic-time.tsx';
import { Answer, Nothing } from '../parts/answer.tsx';
import { To } from '../parts/link.tsx';
import { dayAndTime } from '../parts/times.ts';
import { useSession } from '../session.tsx';

type Mail = { id: string; at: string; to: string; subject: string };

const everyMs = 2000;

async function readMail(): Promise<Mail[]> {
  const response = await fetch('/local/mail');
  if (!response.ok) throw new Error(`/local/mail answered ${response.status}`);
  return ((await response.json()) as Mail[]).reverse();
}

export default function Mailbox() {
  const mails = useQuery({ queryKey: ['mail'], queryFn: readMail, refetchInterval: everyMs });
  return <Answer of={mails}>{(all) => <Mails all={all} />}</Answer>;
}

function Mails({ all }: { all: readonly Mail[] }) {
  const { timeZone } = useClinicTime();
  const { home } = useSession();
  const { mailId } = useParams();
  const open = all.find(({ id }) => id === mailId) ?? all[0];
  if (home.kind !== 'machine') return null;
  return (
    <Grid gridDefinition={[{ colspan: { default: 12, m: 6 } }, { colspan: { default: 12, m: 6 } }]}>
      <Table
        header={
          <Header variant="h1" counter={`(${all.length})`} description="What this machine would have mailed">
            Mailbox
          </Header>
        }
        items={all}
        trackBy="id"
        columnDefinitions={[
          { id: 'at', header: 'Sent', cell: ({ at }) => dayAndTime(at, timeZone), minWidth: 150 },
          { id: 'to', header: 'To', cell: ({ to }) => to },
          {
            id: 'subject',
            header: 'Subject',
            isRowHeader: true,
            cell: ({ id, subject }) => <To href={`/mailbox/${id}`}>{subject}</To>,
          },
        ]}
        empty={<Nothing>Nothing was mailed yet. Enroll an example patient, and let the clock go on.</Nothing>}
        wrapLines
      />
      {open && (
        <Container header={<Header variant="h2">{open.subject}</Header>}>
          <Box textAlign="center">
            <iframe
              className="mail-frame"
              title={`The email “${open.subject}”`}
              src={`${home.mailUrl}/mail/${open.id}/html`}
              sandbox="allow-popups allow-popups-to-escape-sandbox"
            />
          </Box>
        </Container>
      )}
    </Grid>
  );
}
