/** Where a page stands. Neutral words: whose program it is says the page itself. */
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import { useLocation } from 'react-router';
import { useFollow } from './parts/link.tsx';
import { say } from './parts/words.ts';

const single: Readonly<Record<string, string>> = {
  programs: 'Program',
  sessions: 'Session',
  messages: 'Message',
  groups: 'Group',
  tasks: 'Task',
  executions: 'Execution',
  mailbox: 'Email',
};

/** Groups are listed where the day is. */
const listOf = (part: string) =>
  part === 'groups' ? { text: 'Today', href: '/' } : { text: say(part), href: `/${part}` };

export function Breadcrumbs() {
  const { pathname } = useLocation();
  const follow = useFollow();
  const parts = pathname.split('/').filter(Boolean);
  if (parts.length < 2) return null;
  const items = parts.flatMap((part, index) => {
    const isId = index % 2 === 1;
    if (index === 0) return [listOf(part)];
    // A session's place within its program has no list of its own: the program's page is that.
    if (!isId && index < parts.length - 1) return [];
    const text = isId ? (single[parts[index - 1] ?? ''] ?? part) : say(part);
    return [{ text, href: `/${parts.slice(0, index + 1).join('/')}` }];
  });
  return <BreadcrumbGroup ariaLabel="Where this page stands" items={items} onFollow={follow} />;
}
