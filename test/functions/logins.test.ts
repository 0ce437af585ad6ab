/** Who leaves is signed out and never in again, once their programs are handed over. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compose, type Deps, liveChance } from '../../functions/live.ts';
import { createHandler } from '../../functions/reactions/tell-staff.ts';
import { type DynamoDb, startDynamoDb } from '../../infra/local/dynamodb.ts';
import { freePorts } from '../../infra/local/free-ports.ts';
import { ensureClinics, ensureTable, tableName } from '../../infra/local/table.ts';

const folder = mkdtempSync(join(tmpdir(), 'throughline-logins-'));
const now = '2027-01-20T06:00:00.000Z';
const cognito = mockClient(CognitoIdentityProviderClient);
const logs: string[] = [];
let dynamo: DynamoDb;
let deps: Deps;
let home: Deps;

beforeAll(async () => {
  const port = (await freePorts()).dynamoDb;
  dynamo = await startDynamoDb({ port, file: join(folder, 'db.sqlite'), external: undefined });
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new DynamoDBClient({ endpoint: dynamo.endpoint, region: 'us-east-1', credentials });
  await ensureTable(client);
  await ensureClinics(client, now);
  const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:program';
  const with_ = (more: Record<string, string>): Deps =>
    compose({
      environment: {
        AWS_REGION: 'us-east-1',
        TABLE_NAME: tableName,
        PROGRAM_MACHINE_ARN: arn,
        SESSION_MACHINE_ARN: arn,
        MAIL_FROM: 'care@clinic.example',
        PAGES_URL: 'https://care.clinic.example',
        CONSOLE_URL: 'https://console.clinic.example',
        AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
        ...more,
      },
      now: () => new Date(now),
      chance: liveChance,
      access: { credentials },
      log: (level, message, ids) => logs.push(JSON.stringify({ level, message, ...ids })),
    });
  deps = with_({ USER_POOL_ID: 'us-east-1_pool' });
  home = with_({});
});
beforeEach(() => {
  cognito.reset();
  cognito.resolves({});
  logs.length = 0;
});
afterAll(async () => {
  cognito.restore();
  await dynamo?.close();
  rmSync(folder, { recursive: true, force: true });
});

const email = 'sam.lee@clinic.example';
const director = { staffId: 'stf_demo_director', name: 'Ines Calder', email: 'ines.calder@clinic.example' };

/** Leaves, or leaves once more; answers the staff id. */
async function leaves(): Promise<string> {
  const before = await deps.clinics.staffByEmail('demo', email);
  if (!before) throw new Error('nobody has this address');
  const { staffId, name } = before;
  const after = { ...before, leftOn: '2027-01-20', version: before.version + 1 };
  const handover = { leaving: { staffId, name, email, on: '2027-01-20' }, to: null, by: director, cursor: null };
  const actor = { kind: 'staff', id: director.staffId } as const;
  expect(await deps.clinics.changeStaff('demo', before, after, {}, actor, now, handover)).toBe(true);
  return staffId;
}
const tick = (of = deps) => createHandler(of)({ time: now }, {} as never);
const loginOf = (clinicId: string, staffId: string) =>
  cognito.on(AdminGetUserCommand).resolves({
    Username: 'sub-of-sam',
    UserAttributes: [
      { Name: 'email', Value: email },
      { Name: 'custom:clinicId', Value: clinicId },
      { Name: 'custom:staffId', Value: staffId },
    ],
  });
const disabled = (): unknown[] => [
  ...cognito.commandCalls(AdminDisableUserCommand).map(({ args }) => args[0].input),
  ...cognito.commandCalls(AdminUserGlobalSignOutCommand).map(({ args }) => args[0].input),
];

describe('the login of somebody who leaves', () => {
  it('is disabled and signed out everywhere, once, and its log says so by ids', async () => {
    const staffId = await leaves();
    loginOf('demo', staffId);
    await tick();
    const login = { UserPoolId: 'us-east-1_pool', Username: 'sub-of-sam' };
    expect(cognito.commandCalls(AdminGetUserCommand)[0]?.args[0].input.Username).toBe(email);
    expect(disabled()).toEqual([login, login]);
    expect(logs).toEqual([
      JSON.stringify({ level: 'info', message: 'somebody has left', clinicId: 'demo', staffId, login: 'disabled' }),
    ]);
    await tick();
    expect(disabled()).toHaveLength(2);
  });

  it('of the same address, but of somebody else, is left alone', async () => {
    const staffId = await leaves();
    const others = [
      ['north', staffId],
      ['demo', 'stf_other'],
    ] as const;
    for (const [clinicId, whose] of others) {
      loginOf(clinicId, whose);
      expect(await deps.logins.disable({ clinicId: 'demo', staffId, email })).toBe('none');
    }
    await tick();
    expect(disabled()).toEqual([]);
  });

  it('may not exist', async () => {
    await leaves();
    cognito.on(AdminGetUserCommand).rejects(new UserNotFoundException({ message: 'none', $metadata: {} }));
    await tick();
    expect(logs.join()).toContain('"login":"none"');
  });

  it('is tried again where Cognito fails', async () => {
    const staffId = await leaves();
    cognito.on(AdminGetUserCommand).rejectsOnce(new Error('TooManyRequestsException'));
    await tick();
    expect(disabled()).toEqual([]);
    loginOf('demo', staffId);
    await tick();
    expect(disabled()).toHaveLength(2);
  });

  it('is nobody’s business on one machine, where there is no pool', async () => {
    await leaves();
    await tick(home);
    expect(cognito.calls()).toEqual([]);
    expect(logs.join()).toContain('"login":"none"');
  });
});
