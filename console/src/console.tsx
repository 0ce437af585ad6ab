/** The console: who is signed in, the frame around every page, and the pages by their URLs. */
import Alert from '@cloudscape-design/components/alert';
import AppLayout from '@cloudscape-design/components/app-layout-toolbar';
import Box from '@cloudscape-design/components/box';
import { I18nProvider } from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import Spinner from '@cloudscape-design/components/spinner';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { BrowserRouter, Navigate, Route, Routes, useLocation } from 'react-router';
import { Refused } from './api/client.ts';
import { Breadcrumbs } from './breadcrumbs.tsx';
import { AskAhead, InClinicTime } from './clinic-time.tsx';
import { ClockBar } from './local/clock-bar.tsx';
import { Navigation, Top } from './navigation.tsx';
import { Today } from './pages/today.tsx';
import { NoPage } from './parts/answer.tsx';
import { mayCare, SignedIn, useSession } from './session.tsx';

const load = {
  programs: () => import('./pages/programs.tsx'),
  program: () => import('./program/program-page.tsx'),
  session: () => import('./program/session-page.tsx'),
  message: () => import('./program/message-page.tsx'),
  group: () => import('./groups/group-page.tsx'),
  tasks: () => import('./pages/tasks.tsx'),
  task: () => import('./pages/task-page.tsx'),
  executions: () => import('./executions/executions.tsx'),
  execution: () => import('./executions/execution-page.tsx'),
  mailbox: () => import('./local/mailbox.tsx'),
};
const Programs = lazy(load.programs);
const ProgramPage = lazy(load.program);
const SessionPage = lazy(load.session);
const MessagePage = lazy(load.message);
const GroupPage = lazy(load.group);
const Tasks = lazy(load.tasks);
const TaskPage = lazy(load.task);
const Executions = lazy(load.executions);
const ExecutionPage = lazy(load.execution);
const Mailbox = lazy(load.mailbox);

/** The page that somebody opens first is fetched while they are signed in. */
const [, list = '', id] = window.location.pathname.split('/');
const first = id ? list.replace(/s$/, '') : list;
if (Object.hasOwn(load, first)) load[first as keyof typeof load]().catch(() => {});

const retriesMax = 2;
/** From here on the list of pages stands beside the page. */
const wide = '(min-width: 920px)';
const isWide = (): boolean => window.matchMedia(wide).matches;
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What was refused is refused again; only a lost connection is worth another try.
      retry: (failures, error) => !(error instanceof Refused && error.problem.status < 500) && failures < retriesMax,
      refetchIntervalInBackground: false,
    },
  },
});

export function Console() {
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <QueryClientProvider client={queries}>
        <SignedIn waiting={(why) => <Waiting why={why} />}>
          <BrowserRouter>
            <AskAhead />
            <Frame />
          </BrowserRouter>
        </SignedIn>
      </QueryClientProvider>
    </I18nProvider>
  );
}

function Waiting({ why }: { why: string | null }) {
  if (why !== null)
    return (
      <Box padding="xxl">
        <Alert type="error" header="The console could not start">
          {why}. Load the page again; if that does not help, call support.
        </Alert>
      </Box>
    );
  return (
    <Box padding="xxxl" textAlign="center">
      <Spinner size="large" /> <Box variant="span">Signing in</Box>
    </Box>
  );
}

function Frame() {
  const { home } = useSession();
  const { pathname } = useLocation();
  const [isOpen, setOpen] = useState(isWide);
  return (
    <>
      <div className="top" id="top">
        <Top />
      </div>
      <AppLayout
        headerSelector="#top"
        breadcrumbs={<Breadcrumbs />}
        navigation={<Navigation />}
        navigationOpen={isOpen}
        onNavigationChange={({ detail }) => setOpen(detail.open)}
        toolsHide
        content={
          <InClinicTime>
            {home.kind === 'machine' && <ClockBar />}
            <Suspense
              fallback={
                <Box padding="xxl" textAlign="center">
                  <Spinner size="large" />
                </Box>
              }
            >
              <Pages key={subjectOf(pathname)} />
            </Suspense>
          </InClinicTime>
        }
        ariaLabels={{
          navigation: 'Pages',
          navigationClose: 'Close the list of pages',
          navigationToggle: 'Open the list of pages',
        }}
      />
    </>
  );
}

/** Whom or what a page is about: what was shown of one never stands under the address of another, however short. */
function subjectOf(pathname: string): string {
  const [, list, id, kind, inner] = pathname.split('/');
  return [list, id, ...(inner ? [kind, inner] : [])].join('/');
}

function Pages() {
  const { who, home } = useSession();
  const first = mayCare(who) ? <Today /> : <Navigate to="/executions" replace />;
  return (
    <Routes>
      <Route path="/" element={first} />
      <Route path="/programs" element={<Programs />} />
      <Route path="/programs/:programId/sessions/:sessionId" element={<SessionPage />} />
      <Route path="/programs/:programId/messages/:messageId" element={<MessagePage />} />
      <Route path="/programs/:programId/:part?" element={<ProgramPage />} />
      <Route path="/groups/:groupId" element={<GroupPage />} />
      <Route path="/tasks" element={<Tasks />} />
      <Route path="/tasks/:taskId" element={<TaskPage />} />
      <Route path="/executions" element={<Executions />} />
      <Route path="/executions/:name" element={<ExecutionPage />} />
      {home.kind === 'machine' && <Route path="/mailbox/:mailId?" element={<Mailbox />} />}
      <Route path="*" element={<NoPage>Choose one from the list of pages.</NoPage>} />
    </Routes>
  );
}
