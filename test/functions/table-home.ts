/** The functions on a real table, without executions: whatever is asked of them is as it should be. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Deps } from '../../functions/live.ts';
import { startDynamoDb } from '../../infra/local/dynamodb.ts';
import { freePorts } from '../../infra/local/free-ports.ts';
import { ensureClinics, ensureTable, tableName } from '../../infra/local/table.ts';
import { bodies } from '../../shared/contracts/http.ts';
import { personHash } from '../../shared/store/chain.ts';
import { createClinicStore } from '../../shared/store/clinic-store.ts';
import { createGroupStore } from '../../shared/store/group-store.ts';
import { createHandoverStore } from '../../shared/store/handover-store.ts';
import { createLinkStore } from '../../shared/store/link-store.ts';
import { createLogins } from '../../shared/store/logins.ts';
import { createProgramStore } from '../../shared/store/program-store.ts';
import { createQueries } from '../../shared/store/queries.ts';
import { createRunStore } from '../../shared/store/run-store.ts';
import { enrollPatient } from '../../shared/use-cases/enroll-patient.ts';
import { example } from '../local/test-home.ts';

export const who = {
  actor: { kind: 'staff' as const, id: 'stf_demo_clinician' },
  by: { staffId: 'stf_demo_clinician', name: 'Dr. Ana Reyes', email: 'ana.reyes@clinic.example' },
};

export class TableHome {
  now = '2027-01-04T16:00:00.000Z';
  readonly deps: Deps;
  readonly close: () => Promise<void>;
  #ids = 0;

  private constructor(db: DynamoDBDocumentClient, close: () => Promise<void>) {
    const executions = {
      isRunning: async () => true,
      start: async () => 'running',
      stop: async () => {},
      wake: async () => {},
    };
    this.close = close;
    this.deps = {
      programs: createProgramStore(db, tableName),
      clinics: createClinicStore(db, tableName),
      links: createLinkStore(db, tableName),
      groups: createGroupStore(db, tableName),
      handovers: createHandoverStore(db, tableName),
      logins: createLogins(new CognitoIdentityProviderClient({ region: 'us-east-1' }), undefined),
      queries: createQueries(db, tableName),
      runs: { ...createRunStore(db, tableName), overdue: async () => [] },
      chance: { newId: this.newId, random: () => 0.5, sleep: async () => {} },
      executions,
      log: () => {},
      now: () => this.now,
    } as unknown as Deps;
  }

  static async start(): Promise<TableHome> {
    const folder = mkdtempSync(join(tmpdir(), 'throughline-table-'));
    const file = join(folder, 'db.sqlite');
    const dynamo = await startDynamoDb({ port: (await freePorts()).dynamoDb, file, external: undefined });
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const client = new DynamoDBClient({ endpoint: dynamo.endpoint, region: 'us-east-1', credentials });
    const db = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
    const home = new TableHome(db, async () => {
      await dynamo.close();
      rmSync(folder, { recursive: true, force: true });
    });
    await ensureTable(client);
    await ensureClinics(client, home.now);
    return home;
  }

  newId = (prefix: string): string => {
    this.#ids += 1;
    return `${prefix}_${this.#ids}`;
  };

  /** The id of the program of somebody of their own. */
  async enroll(): Promise<string> {
    const body = bodies.enroll.parse(example('enroll'));
    const patient = { ...body.patient, email: `${this.newId('p')}@example.com` };
    const screening = { ...body.screening, reviewedByEmail: null };
    const wanted = { ...body, patient, screening, history: [] };
    const made = await enrollPatient(this.deps, wanted, 'demo', who, personHash, () => ({}));
    if (!made.ok) throw new Error(JSON.stringify(made));
    return made.program.programId;
  }

  /** One program cannot be written, as often as it is tried. */
  withoutRoomFor(programId: string): Deps {
    const { programs } = this.deps;
    return {
      ...this.deps,
      programs: {
        load: programs.load,
        commit: (write) =>
          write.after.programId === programId ? Promise.reject(new Error('the table is gone')) : programs.commit(write),
      },
    };
  }
}
