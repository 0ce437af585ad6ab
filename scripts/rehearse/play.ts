/** Who gets in, a program of two doses, a changed workflow between them, and what is left when it is over. */
import { playProgram } from '../demo/play-program.ts';
import { scriptChance } from '../deploy/chance.ts';
import { roll } from '../deploy/roll.ts';
import { addedState } from './added-state.ts';
import { checkArchive, checkMails, checkRedrive } from './afterwards.ts';
import { call, cloudClient } from './cloud-client.ts';
import type { Deployed } from './deployed.ts';
import { statesEntered } from './executions.ts';
import { holds, say, step } from './facts.ts';
import { invite, signIn } from './sign-in.ts';

const clinician = {
  email: 'ana.reyes@clinic.example',
  clinicId: 'demo',
  staffId: 'stf_demo_clinician',
  roles: ['coordinator', 'therapist', 'clinician'],
};
const operator = {
  email: 'kit.moreau@clinic.example',
  clinicId: 'demo',
  staffId: 'stf_demo_operator',
  roles: ['operator'],
};
/** Access tokens last 15 minutes. */
const tokenGoodForMs = 10 * 60_000;

type Program = { programId: string; phase: string; executions: { name: string; status: string }[] };

export async function playTwoDoses(deployed: Deployed, redeploy: () => Promise<void>): Promise<void> {
  const { apiUrl, pool, time } = deployed;
  step('Who gets in');
  await invite(pool, clinician);
  await invite(pool, operator);
  const token = renewed(() => signIn(pool, clinician));
  await checkDoor(apiUrl, await token(), await signIn(pool, operator));

  step('A program, up to its second dose');
  const client = cloudClient(apiUrl, token, time);
  const read = (programId: string): Promise<Program> => client.get<Program>(`/v1/programs/${programId}`);
  const played = await playProgram(client, {
    doses: 2,
    close: false,
    onBooked: async (dose) => {
      await time.settle();
      say(`dose ${dose} is booked, at ${time.now()}`);
      if (dose === 1) return;
      const { items } = await client.get<{ items: Program[] }>('/v1/programs');
      await changeUnderWay(deployed, items[0]?.programId ?? '', redeploy, read);
    },
  });
  await time.settle();
  const program = await read(played.programId);
  holds('the program waits for its third dose', program.phase, 'dosing');
  const endings = program.executions.filter(({ status }) => !['RUNNING', 'SUCCEEDED', 'ABORTED'].includes(status));
  holds('no execution failed', endings, []);

  step('What is left of it');
  await checkMails(deployed, client, played);
  await checkRedrive(deployed, client, played.programId);
  await checkArchive(deployed, client, played.programId);
}

async function checkDoor(apiUrl: string, token: string, operatorToken: string): Promise<void> {
  const programs = `${apiUrl}/v1/programs`;
  const [head, claims = '', signature] = token.split('.');
  const forged = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), clinicId: 'north' };
  const tampered = [head, Buffer.from(JSON.stringify(forged)).toString('base64url'), signature].join('.');
  holds('without a token: 401', (await call(programs, 'GET', null)).status, 401);
  holds('with another clinic written into the token: 401', (await call(programs, 'GET', tampered)).status, 401);
  holds('an operator reads no patients: 403', (await call(programs, 'GET', operatorToken)).status, 403);
  const listed = await call(programs, 'GET', token);
  holds('signed in by SRP and second factor, with the claims of the trigger: 200', listed.status, 200);
  holds('another clinic’s program is not there: 404', (await call(`${programs}/prg_x`, 'GET', token)).status, 404);
}

/** Running executions keep the definition they began with; after `--roll` the next runs have the new one. */
async function changeUnderWay(
  { db, tableName, time, outputs }: Deployed,
  programId: string,
  redeploy: () => Promise<void>,
  read: (programId: string) => Promise<Program>,
): Promise<void> {
  const running = async (): Promise<string[]> =>
    (await read(programId)).executions.filter(({ status }) => status === 'RUNNING').map(({ name }) => name);
  const before = await running();
  step('Redeploying with changed workflows while it runs');
  await redeploy();
  holds('what ran before runs on', await running(), before);
  for (const name of before)
    holds(`${kind(name)} keeps its definition`, (await statesEntered(outputs, name)).includes(addedState), false);
  step('Rolling');
  const rolled = await roll(db, tableName, { now: () => time.now(), chance: scriptChance });
  say(JSON.stringify(rolled));
  await time.settle();
  const after = await running();
  holds('program, dose and integration have a next run each', [before.length, after.length], [3, 3]);
  holds(
    'none of them is one of before',
    after.filter((name) => before.includes(name)),
    [],
  );
  for (const name of after)
    holds(`${kind(name)} has the new definition`, (await statesEntered(outputs, name)).includes(addedState), true);
}

const kind = (name: string): string => `the ${name.split('-')[0]}’s run ${name.split('-').at(-1)}`;

function renewed(make: () => Promise<string>): () => Promise<string> {
  let kept: { token: string; at: number } | null = null;
  return async () => {
    if (!kept || Date.now() - kept.at > tokenGoodForMs) kept = { token: await make(), at: Date.now() };
    return kept.token;
  };
}
