/** Outcome measures over the doses, as a line for each questionnaire. */
import Header from '@cloudscape-design/components/header';
import LineChart from '@cloudscape-design/components/line-chart';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useAnswer } from '../api/ask.ts';
import type { Measure } from '../api/client.ts';
import { useClinicTime } from '../clinic-time.tsx';
import { Answer, Nothing } from '../parts/answer.tsx';
import { dayAndTime } from '../parts/times.ts';
import { say } from '../parts/words.ts';

/** Of both questionnaires: PHQ-9 ends at 27, GAD-7 at 21. */
const scoreMax = 27;

export function Measures({ programId }: { programId: string }) {
  const measures = useAnswer(['measures', programId], (api) =>
    api.GET('/v1/programs/{programId}/measures', { params: { path: { programId }, query: { limit: 100 } } }),
  );
  return (
    <Answer of={measures}>
      {({ items }) =>
        items.length === 0 ? <Nothing>Nothing was measured yet.</Nothing> : <Charted measures={items} />
      }
    </Answer>
  );
}

function Charted({ measures }: { measures: readonly Measure[] }) {
  const { timeZone } = useClinicTime();
  const instruments = [...new Set(measures.map(({ instrument }) => instrument))];
  const doses = measures.map(({ dosesGiven }) => dosesGiven);
  return (
    <SpaceBetween size="l">
      <LineChart
        ariaLabel="Scores over the doses"
        height={260}
        hideFilter
        xTitle="Doses given"
        yTitle="Score"
        xDomain={[0, Math.max(1, ...doses)]}
        yDomain={[0, scoreMax]}
        xScaleType="linear"
        series={instruments.map((instrument) => ({
          title: say(instrument),
          type: 'line' as const,
          data: measures
            .filter((one) => one.instrument === instrument)
            .map(({ dosesGiven, score }) => ({ x: dosesGiven, y: score }))
            .sort((a, b) => a.x - b.x),
        }))}
      />
      <Table<Measure>
        variant="container"
        header={<Header variant="h2">Answers</Header>}
        items={measures}
        trackBy="measureId"
        columnDefinitions={[
          { id: 'at', header: 'When', cell: ({ at }) => dayAndTime(at, timeZone) },
          { id: 'instrument', header: 'Questionnaire', isRowHeader: true, cell: ({ instrument }) => say(instrument) },
          { id: 'score', header: 'Score', cell: ({ score, severity }) => `${score} (${severity})` },
          { id: 'doses', header: 'Doses given', cell: ({ dosesGiven }) => dosesGiven },
          { id: 'by', header: 'By', cell: ({ by }) => say(by) },
        ]}
        wrapLines
      />
    </SpaceBetween>
  );
}
