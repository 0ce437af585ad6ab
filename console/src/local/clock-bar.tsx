/** The home's clock on one machine: what time it is there, and how to let it go on. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Refused } from '../api/client.ts';
import { useClinicTime } from '../clinic-time.tsx';
import { useClock } from '../clock.tsx';
import { Refusal } from '../parts/refusal.tsx';
import { dayAndTime, fromNow, zoneName } from '../parts/times.ts';

type ClockCommand = { advanceBy: string } | { runTo: string } | { mode: 'running' | 'standing' };

async function setClock(command: ClockCommand): Promise<void> {
  const response = await fetch('/local/clock', { method: 'POST', body: JSON.stringify(command) });
  if (!response.ok) throw new Refused(await response.json());
}

export function ClockBar() {
  const { timeZone } = useClinicTime();
  const clock = useClock();
  const queries = useQueryClient();
  const set = useMutation({ mutationFn: setClock, onSettled: () => queries.invalidateQueries() });
  const standing = clock?.mode === 'standing';
  const go = (command: ClockCommand) => () => set.mutate(command);
  return (
    <section aria-label="Clock of this machine">
      <Box padding={{ bottom: 's' }}>
        <SpaceBetween direction="horizontal" size="xs" alignItems="center">
          <Box variant="strong">{clock ? dayAndTime(clock.now, timeZone) : '…'}</Box>
          <Box color="text-body-secondary">
            {zoneName(timeZone)}, {standing ? 'standing' : 'running'}
          </Box>
          <Button onClick={go({ mode: standing ? 'running' : 'standing' })} disabled={set.isPending || !clock}>
            {standing ? 'Run' : 'Pause'}
          </Button>
          <Button onClick={go({ advanceBy: 'PT1H' })} loading={set.isPending}>
            +1 h
          </Button>
          <Button onClick={go({ advanceBy: 'P1D' })} disabled={set.isPending}>
            +1 day
          </Button>
          <Button
            disabled={set.isPending || !clock?.next}
            onClick={() => clock?.next && set.mutate({ runTo: clock.next })}
          >
            {clock?.next ? `Next event, ${fromNow(clock.next, clock.now)}` : 'No event to come'}
          </Button>
        </SpaceBetween>
      </Box>
      <Refusal error={set.error} />
    </section>
  );
}
