/** So many patients, enrolled through the API; answers their programs' ids. */
import { readFileSync } from 'node:fs';
import type { ApiClient } from './client.ts';
import { runClients } from './load.ts';

export async function enroll(api: ApiClient, count: number, atOnce: number): Promise<string[]> {
  const body = JSON.parse(readFileSync('docs/examples/enroll.json', 'utf8'));
  const ids: string[] = [];
  const begun = performance.now();
  await runClients(atOnce, count, 0, async (index) => {
    const patient = { ...body.patient, email: `patient.${index}@example.com` };
    const timed = await api.post('/v1/programs', { ...body, patient }, 201);
    ids.push((timed.body as { programId: string }).programId);
    return timed;
  });
  const seconds = (performance.now() - begun) / 1000;
  await api.settle();
  console.log(`${count} programs enrolled at ${Math.round(count / seconds)} a second.`);
  return ids;
}
