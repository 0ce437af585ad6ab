/** `npm run mail:preview`: every message with example data, in a browser on this machine. */
import { parseArgs } from 'node:util';

const usage = 'npm run mail:preview -- [--port 4610]';

try {
  const port = portOf();
  const { startPreview } = await import('./mail-preview/server.ts');
  const { url } = await startPreview(port);
  process.stdout.write(`\n  Every message with example data: ${url}\n  Ctrl+C ends it.\n\n`);
} catch (error) {
  process.stderr.write(`\n  ${error instanceof Error ? error.message : String(error)}\n\n`);
  process.exitCode = 1;
}

function portOf(): number {
  const value = given();
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port < 1 || port > 65_535)
    throw new Error(`"--port" takes a number from 1 to 65535, not "${value}": ${usage}`);
  return port;
}

function given(): string {
  try {
    return parseArgs({ options: { port: { type: 'string', default: '4610' } } }).values.port;
  } catch {
    throw new Error(`Only "--port" with a number is understood: ${usage}`);
  }
}
