/** The states of a page that waits for an answer: loading without a jump, failed with a way on, and what there is. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Spinner from '@cloudscape-design/components/spinner';
import type { ReactNode } from 'react';
import { Refused } from '../api/client.ts';

type Asked<Data> = { data: Data | undefined; error: Error | null; refetch: () => unknown };

export function Answer<Data>({ of, children }: { of: Asked<Data>; children: (data: Data) => ReactNode }) {
  if (of.data !== undefined)
    return (
      <>
        {of.error && <Stale error={of.error} />}
        {children(of.data)}
      </>
    );
  if (of.error) return <Failed error={of.error} again={() => void of.refetch()} />;
  return (
    <Box padding="xxl" textAlign="center">
      <Spinner size="large" /> <Box variant="span">Loading</Box>
    </Box>
  );
}

function Failed({ error, again }: { error: Error; again: () => void }) {
  if (error instanceof Refused && error.problem.status === 404) return <NoPage>{error.message}</NoPage>;
  return (
    <Alert type="error" header="This could not be loaded" action={<Button onClick={again}>Try again</Button>}>
      {error.message}
    </Alert>
  );
}

export function NoPage({ children }: { children: string }) {
  return (
    <Box>
      <Box variant="h1">There is no such page</Box>
      {children}
    </Box>
  );
}

/** What is shown may be old by now: it must say so. */
function Stale({ error }: { error: Error }) {
  return (
    <Box margin={{ bottom: 's' }}>
      <Alert type="warning" header="This may be out of date">
        The last answer of the server was: {error.message}
      </Alert>
    </Box>
  );
}

export function Nothing({ children }: { children: string }) {
  return (
    <Box textAlign="center" color="text-body-secondary" padding="m">
      {children}
    </Box>
  );
}
