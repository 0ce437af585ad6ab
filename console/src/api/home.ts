/** Where the console runs, as the server of its files says at /console.json: on one machine, or in the cloud. */
export type Home =
  | { kind: 'machine'; mailUrl: string }
  | {
      kind: 'cloud';
      /** Cognito's issuer of tokens, and its page for signing in. */
      authority: string;
      signInUrl: string;
      clientId: string;
    };

export async function readHome(): Promise<Home> {
  // As index.html asks for it ahead; both homes serve it to be asked for each time.
  const response = await fetch('/console.json');
  if (!response.ok) throw new Error(`/console.json answered ${response.status}`);
  return (await response.json()) as Home;
}
