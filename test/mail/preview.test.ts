import { execFile } from 'node:child_process';
import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { monitorTemplates, templates } from '../../scripts/mail-preview/example-views.ts';
import { exampleMessages } from '../../scripts/mail-preview/examples.ts';
import { startPreview } from '../../scripts/mail-preview/server.ts';
import { staffTemplates } from '../../scripts/mail-preview/staff-examples.ts';

let preview: { url: string; server: Server };
beforeAll(async () => {
  preview = await startPreview(0);
});
afterAll(() => preview.server.close());

const get = async (path: string): Promise<{ status: number; body: string }> => {
  const response = await fetch(`${preview.url}${path}`);
  return { status: response.status, body: await response.text() };
};

/** As `npm run mail:preview -- …` starts it. */
function run(...args: string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['scripts/run.mjs', 'scripts/mail-preview.ts', ...args], (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: `${stdout}${stderr}`.trim() }),
    );
  });
}

describe('the preview of messages', () => {
  it('shows every template that a patient, a monitor and staff can get, with what stands in the inbox and its plain text', async () => {
    const seen = new Set(
      exampleMessages.map(({ audience, discreet, template }) => `${template} ${audience} ${discreet}`),
    );
    for (const template of templates) expect(seen).toContain(`${template} patient false`);
    for (const template of monitorTemplates)
      for (const discreet of [false, true]) expect(seen).toContain(`${template} monitor ${discreet}`);
    for (const template of staffTemplates) expect(seen).toContain(`${template} staff false`);
    const { body } = await get('/');
    expect(body.match(/<section/g)?.length).toBe(exampleMessages.length);
    expect(body).toContain('<b>Your care team</b> Your session is booked <span>Wednesday 20 January, 10:00 AM</span>');
    expect(body).toContain('No solid food after 7:00 AM on Wednesday.');
    expect(body).toContain('width="320"');
  });

  it('shows them in each language, for one audience, discreet or not, light and dark', async () => {
    const { body } = await get('/?locale=es-US&audience=monitor&discreet=yes&look=dark&width=600');
    expect(body.match(/<section/g)?.length).toBe(monitorTemplates.length);
    expect(body).toContain('La sesión está confirmada');
    expect(body).toMatch(/<iframe[^>]* width="600" src="\/message\/\d+\?locale=es-US&amp;/);
    expect((await get('/message/0?look=dark')).body).toContain('@media all');
    expect((await get('/message/0?look=light')).body).toContain('@media not all');
    expect((await get('/message/0?locale=es-US')).body).toContain('lang="es-US"');
  });

  it('answers clearly what it does not have, and repeats nothing unescaped', async () => {
    expect(await get('/message/999')).toEqual({ status: 404, body: 'There is no such message.' });
    expect((await get('/other')).status).toBe(404);
    expect((await get('/?locale=<script>alert(1)</script>')).body).not.toContain('<script');
  });

  it('says in one sentence what is wrong with its arguments, and that a port is taken', async () => {
    const taken = new URL(preview.url).port;
    const usage = 'npm run mail:preview -- [--port 4610]';
    expect(await Promise.all([run('--port', 'many'), run('--prot', '4610'), run('--port', taken)])).toEqual([
      { code: 1, said: `"--port" takes a number from 1 to 65535, not "many": ${usage}` },
      { code: 1, said: `Only "--port" with a number is understood: ${usage}` },
      { code: 1, said: `Port ${taken} cannot be used: something else listens there. Try another one with --port.` },
    ]);
  });
});
