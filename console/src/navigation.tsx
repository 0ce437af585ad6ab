/** The bar on top, and the list of pages. */
import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { useAnswer } from './api/ask.ts';
import { useFollow } from './parts/link.tsx';
import { say } from './parts/words.ts';
import { allRoles, type ConsoleSession, mayCare, mayOperate, useSession } from './session.tsx';

export function Top() {
  const session = useSession();
  const follow = useFollow();
  return (
    <TopNavigation
      identity={{ href: '/', title: 'Throughline', onFollow: follow }}
      utilities={[...(session.become ? [whoMenu(session)] : []), ...(session.signOut ? [signOutButton(session)] : [])]}
      i18nStrings={{ overflowMenuTriggerText: 'More', overflowMenuTitleText: 'More' }}
    />
  );
}

const signOutButton = ({ signOut }: ConsoleSession): TopNavigationProps.Utility => ({
  type: 'button',
  text: 'Sign out',
  onClick: () => signOut?.(),
});

/** On one machine: which clinic, and with which roles. */
function whoMenu({ who, become }: ConsoleSession): TopNavigationProps.Utility {
  const all = who.roles.length === allRoles.length;
  return {
    type: 'menu-dropdown',
    text: `${who.clinicId}, ${all ? 'all roles' : who.roles.map(say).join(', ')}`,
    iconName: 'user-profile',
    items: ['demo', 'north'].map((clinicId) => ({
      id: clinicId,
      text: `Clinic ${clinicId}`,
      items: [
        { id: `${clinicId} all`, text: 'All roles' },
        ...allRoles.map((role) => ({ id: `${clinicId} ${role}`, text: say(role) })),
      ],
    })),
    onItemClick: ({ detail }) => {
      const [clinicId = 'demo', role] = detail.id.split(' ');
      become?.({ clinicId, roles: allRoles.filter((one) => role === 'all' || one === role) });
    },
  };
}

export function Navigation() {
  const { who, home } = useSession();
  const { pathname } = useLocation();
  const follow = useFollow();
  useTitle(pathname);
  const care: SideNavigationProps.Item[] = [
    { type: 'link', text: 'Today', href: '/' },
    { type: 'link', text: 'Programs', href: '/programs' },
    { type: 'link', text: 'Tasks', href: '/tasks' },
  ];
  return (
    <SideNavigation
      header={{ href: '/', text: (<ClinicName />) as unknown as string }}
      activeHref={activeHref(pathname)}
      onFollow={follow}
      items={[
        ...(mayCare(who) ? care : []),
        ...(mayOperate(who) ? ([{ type: 'link', text: 'Executions', href: '/executions' }] as const) : []),
        ...(home.kind === 'machine'
          ? ([{ type: 'divider' }, { type: 'link', text: 'Mailbox', href: '/mailbox' }] as const)
          : []),
      ]}
    />
  );
}

function ClinicName() {
  const { who } = useSession();
  return mayCare(who) ? <NamedClinic /> : <>Operations</>;
}

function NamedClinic() {
  const { data } = useAnswer(['clinic'], (api) => api.GET('/v1/clinic'));
  return <>{data?.name ?? 'Clinic'}</>;
}

const activeHref = (pathname: string): string => {
  const [, page = ''] = pathname.split('/');
  return page === 'groups' ? '/' : `/${page}`;
};

/** Neutral: titles stand in histories and on shared screens. */
function useTitle(pathname: string): void {
  useEffect(() => {
    const page = say(pathname.split('/')[1] || 'today');
    document.title = `${page} · Throughline`;
  }, [pathname]);
}
