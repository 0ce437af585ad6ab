/** A plain link that opens its page without loading the console again. */
import Link, { type LinkProps } from '@cloudscape-design/components/link';
import { useNavigate } from 'react-router';

type Followed = CustomEvent<{ href?: string | undefined; external?: boolean | undefined }>;

export function useFollow(): (event: Followed) => void {
  const navigate = useNavigate();
  return (event) => {
    const { href, external } = event.detail;
    if (!href || external || !href.startsWith('/')) return;
    event.preventDefault();
    void navigate(href);
  };
}

export function To({ href, children, variant }: { href: string; children: string } & Pick<LinkProps, 'variant'>) {
  const follow = useFollow();
  return (
    <Link href={href} onFollow={follow} variant={variant ?? 'secondary'}>
      {children}
    </Link>
  );
}
