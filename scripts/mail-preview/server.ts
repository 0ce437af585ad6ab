/** Serves the examples on this machine: a page with all of them, and each message as a document of its own for its frame. */
import { createServer, type Server } from 'node:http';
import { exampleMessages } from './examples.ts';
import { type Choice, choiceOf, overviewPage } from './overview-page.ts';

/** Resolves once it listens; rejects with a sentence where it cannot. Port 0 takes any that is free. */
export async function startPreview(port: number): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    void answer(new URL(request.url ?? '/', 'http://localhost'))
      .catch((error: unknown) => ({ status: 500, body: error instanceof Error ? (error.stack ?? error.message) : '' }))
      .then(({ status, body }) => {
        const type = status === 200 ? 'text/html' : 'text/plain';
        response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).end(body);
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'something else listens there' : error.message;
      reject(new Error(`Port ${port} cannot be used: ${why}. Try another one with --port.`));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`, server };
}

async function answer(url: URL): Promise<{ status: number; body: string }> {
  const choice = choiceOf(url.searchParams);
  if (url.pathname === '/') return { status: 200, body: await overviewPage(choice) };
  const [, index] = /^\/message\/(\d{1,3})$/.exec(url.pathname) ?? [];
  const example = exampleMessages[Number(index ?? -1)];
  if (!example) return { status: 404, body: 'There is no such message.' };
  const { html } = await example.render(choice.locale);
  return { status: 200, body: lookOf(html, choice) };
}

/** The chosen look whatever this machine prefers. */
function lookOf(html: string, { look }: Choice): string {
  return html.replace('(prefers-color-scheme: dark)', look === 'dark' ? 'all' : 'not all');
}
