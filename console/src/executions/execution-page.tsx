/** One execution: its state machine with the path taken, what happened event by event, how long it stayed where. */
import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useParams } from 'react-router';
import { useAnswer, useCommand } from '../api/ask.ts';
import type { Execution, ExecutionEvent } from '../api/client.ts';
import { useClock } from '../clock.tsx';
import { Answer } from '../parts/answer.tsx';
import { CommandButton } from '../parts/command.tsx';
import { To } from '../parts/link.tsx';
import { Status } from '../parts/status.tsx';
import { dayAndTime } from '../parts/times.ts';
import { say } from '../parts/words.ts';
import { Durations } from './durations.tsx';
import { History } from './history.tsx';
import { Json } from './json.tsx';
import { pathOf } from './path.ts';
import { StateGraph } from './state-graph.tsx';

const eventsShown = 1000;

export default function ExecutionPage() {
  const { name = '' } = useParams();
  const execution = useAnswer(['execution', name], (api) =>
    api.GET('/v1/operations/executions/{name}', { params: { path: { name } } }),
  );
  return <Answer of={execution}>{(one) => <OneExecution execution={one} />}</Answer>;
}

function OneExecution({ execution }: { execution: Execution }) {
  const { name, machine, programId, status, startedAt, stoppedAt, error, cause, output, input } = execution;
  const history = useAnswer(['history', name], (api) =>
    api.GET('/v1/operations/executions/{name}/history', { params: { path: { name }, query: { limit: eventsShown } } }),
  );
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        info={<Status of={status} />}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Redrive execution={execution} />
            <Repair programId={programId} />
          </SpaceBetween>
        }
      >
        {name}
      </Header>
      <AfterItsEnd execution={execution} />
      <Container>
        <SpaceBetween size="m">
          <KeyValuePairs
            columns={4}
            items={[
              { label: 'State machine', value: say(machine) },
              { label: 'Program', value: programId },
              { label: 'Started', value: at(startedAt) },
              { label: 'Stopped', value: stoppedAt ? at(stoppedAt) : 'It runs' },
            ]}
          />
          <KeyValuePairs
            columns={1}
            items={[
              { label: 'Input', value: <Json value={input} /> },
              ...(output ? [{ label: 'Output', value: <Json value={output} /> }] : []),
              ...(error ? [{ label: error, value: cause ?? '' }] : []),
            ]}
          />
        </SpaceBetween>
      </Container>
      <Answer of={history}>{({ items }) => <Happened execution={execution} events={items} />}</Answer>
    </SpaceBetween>
  );
}

const at = (instant: string): string => `${dayAndTime(instant, 'UTC')} UTC`;

function Redrive({ execution: { name, redrive } }: { execution: Execution }) {
  const command = useCommand((api, _: undefined) =>
    api.POST('/v1/operations/executions/{name}/redrive', { params: { path: { name } } }),
  );
  return (
    <CommandButton
      text="Redrive"
      title="Let this execution go on"
      explanation="It goes on from the state that failed, by the definition that it began with. Where the definition itself is at fault, “Repair” starts it anew with the one of today."
      fields={[]}
      command={command}
      input={() => undefined}
      disabled={!redrive.possible}
      why={redrive.why ?? undefined}
    />
  );
}

function Repair({ programId }: { programId: string }) {
  const command = useCommand((api, _: undefined) =>
    api.POST('/v1/operations/programs/{programId}/repair', { params: { path: { programId } } }),
  );
  return (
    <CommandButton
      text="Repair"
      title="Start the executions of this program anew"
      explanation="New executions take over from whatever runs and carry on from what the table says: nothing is sent twice."
      fields={[]}
      command={command}
      input={() => undefined}
    />
  );
}

/** What became of an execution that failed, and what there is to do. */
function AfterItsEnd({ execution: { redrive } }: { execution: Execution }) {
  const { possible, takenOverBy } = redrive;
  if (possible)
    return (
      <Alert type="warning" header="Nothing has taken over from it yet">
        A new run takes over by itself as soon as its end is heard of, at the latest within a day. “Redrive” lets this
        execution go on now; “Repair” starts all executions of the program anew.
      </Alert>
    );
  if (!takenOverBy) return null;
  const { name, run, startedAt } = takenOverBy;
  return (
    <Alert
      type="info"
      header={startedAt ? `Replaced by run ${run} on ${at(startedAt)}` : `Run ${run} is about to start`}
    >
      <To href={`/executions/${name}`}>{name}</To> goes by what the table says, so nothing is left to do here. Should
      that one fail, “Repair” starts all executions of the program anew.
    </Alert>
  );
}

function Happened({ execution, events }: { execution: Execution; events: readonly ExecutionEvent[] }) {
  const clock = useClock();
  const path = pathOf(events, execution.status === 'RUNNING');
  const until = execution.stoppedAt ?? clock?.now ?? execution.startedAt;
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h2" description="The path taken, and where it is now">
            States
          </Header>
        }
      >
        <StateGraph definition={execution.definition} path={path} />
      </Container>
      <Durations events={events} until={until} />
      <History events={events} />
    </SpaceBetween>
  );
}
