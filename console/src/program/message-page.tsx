/** One message, exactly as it was sent, or why it was not. */
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useParams } from 'react-router';
import { useAnswer, useCommand } from '../api/ask.ts';
import type { MessageWithText } from '../api/client.ts';
import { useClinicTime } from '../clinic-time.tsx';
import { Answer, Nothing } from '../parts/answer.tsx';
import { CommandButton } from '../parts/command.tsx';
import { To } from '../parts/link.tsx';
import { SentHtml } from '../parts/sent-html.tsx';
import { Status } from '../parts/status.tsx';
import { dayAndTime } from '../parts/times.ts';
import { say } from '../parts/words.ts';

export default function MessagePage() {
  const { programId = '', messageId = '' } = useParams();
  const message = useAnswer(['message', programId, messageId], (api) =>
    api.GET('/v1/programs/{programId}/messages/{messageId}', { params: { path: { programId, messageId } } }),
  );
  return <Answer of={message}>{(one) => <OneMessage programId={programId} message={one} />}</Answer>;
}

function OneMessage({ programId, message }: { programId: string; message: MessageWithText }) {
  const { timeZone } = useClinicTime();
  const { messageId, touchpoint, sessionId, audience, plannedAt, sentAt, status, reason, delivery, content } = message;
  const resend = useCommand((api, body: { reason: string }) =>
    api.POST('/v1/programs/{programId}/messages/{messageId}/resend', {
      params: { path: { programId, messageId } },
      body,
    }),
  );
  const at = (instant: string | null): string => (instant ? dayAndTime(instant, timeZone) : '–');
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        info={<Status of={status} />}
        actions={
          status === 'sent' && (
            <CommandButton
              text="Send again"
              title="Send this message again"
              explanation="It goes out once more, as it is true now, under a key of its own."
              fields={[{ name: 'reason', label: 'Reason', kind: 'line', required: true }]}
              command={resend}
              input={({ reason: why = '' }) => ({ reason: why })}
            />
          )
        }
      >
        {say(touchpoint)}
      </Header>
      <Container>
        <KeyValuePairs
          columns={4}
          items={[
            { label: 'For', value: say(audience) },
            { label: 'Planned', value: at(plannedAt) },
            { label: 'Sent', value: at(sentAt) },
            { label: 'Delivery', value: delivery ? say(delivery) : 'Not known yet' },
            ...(reason ? [{ label: 'Why', value: say(reason) }] : []),
            ...(sessionId
              ? [
                  {
                    label: 'Session',
                    value: <To href={`/programs/${programId}/sessions/${sessionId}`}>Open the session</To>,
                  },
                ]
              : []),
            { label: 'Program', value: <To href={`/programs/${programId}`}>Open the program</To> },
          ]}
        />
      </Container>
      <Container header={<Header variant="h2">{content ? content.subject : 'Not sent'}</Header>}>
        {content ? (
          <SpaceBetween size="m">
            <Box color="text-body-secondary">
              From {content.from} to {content.to}
            </Box>
            <Tabs
              tabs={[
                {
                  id: 'html',
                  label: 'As it was shown',
                  content: <SentHtml html={content.html} title={`The email “${content.subject}”`} />,
                },
                { id: 'text', label: 'As plain text', content: <pre className="exact-text">{content.text}</pre> },
              ]}
            />
          </SpaceBetween>
        ) : (
          <Nothing>Nothing of it left the clinic.</Nothing>
        )}
      </Container>
    </SpaceBetween>
  );
}
