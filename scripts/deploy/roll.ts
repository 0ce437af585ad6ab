/**
 * `--roll`: every program that runs, and each session with something to come, gets a new run; its execution starts with the
 * definition that is deployed now. A command like any other: it stands in the record, and on-change does the rest.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { doubtSince } from '../../shared/domain/workflow/doubt-since.ts';
import { raiseEveryRun } from '../../shared/domain/workflow/needs-execution.ts';
import { createChainHeads } from '../../shared/store/chain-heads.ts';
import { createClinicStore } from '../../shared/store/clinic-store.ts';
import { createLinkStore } from '../../shared/store/link-store.ts';
import { createProgramStore } from '../../shared/store/program-store.ts';
import type { Chance, Ports } from '../../shared/use-cases/ports.ts';
import { runCommand, systemItself } from '../../shared/use-cases/run-command.ts';

/** Each program stops and starts a few executions, and the account has other work to do. */
const programsPerSecond = 5;

export type Rolled = { programs: number; sessions: number; failed: string[] };

export async function roll(
  db: DynamoDBDocumentClient,
  table: string,
  options: {
    now: () => string;
    chance: Chance;
    perSecond?: number;
    /** After a restore: what the table was set back to. What was due since then is in doubt. */
    lostSince?: string;
    onProgress?: (rolled: Rolled) => void;
  },
): Promise<Rolled> {
  const { now, chance, perSecond = programsPerSecond, lostSince, onProgress } = options;
  const ports: Ports = {
    programs: createProgramStore(db, table),
    clinics: createClinicStore(db, table),
    links: createLinkStore(db, table),
    chance,
    now,
  };
  const heads = createChainHeads(db, table);
  const rolled: Rolled = { programs: 0, sessions: 0, failed: [] };
  for await (const { clinicId } of heads.ofClinics())
    for await (const { programId } of heads.ofPrograms(clinicId)) {
      if (!programId) continue;
      const pace = sleep(1000 / perSecond);
      const raised = await rollOne(ports, clinicId, programId, lostSince);
      if (raised === null) rolled.failed.push(programId);
      else if (raised.program) {
        rolled.programs += 1;
        rolled.sessions += raised.sessions;
      }
      onProgress?.(rolled);
      // One that has ended costs a read only.
      if (raised?.program !== false) await pace;
    }
  return rolled;
}

async function rollOne(
  ports: Ports,
  clinicId: string,
  programId: string,
  lostSince: string | undefined,
): Promise<{ program: boolean; sessions: number } | null> {
  const done = await runCommand(ports, {
    clinicId,
    programId,
    who: systemItself,
    kind: 'step',
    decide: (change): { program: boolean; sessions: number } => {
      if (lostSince !== undefined) doubtSince(change, lostSince);
      const raised = raiseEveryRun(change, 'rolled');
      return { program: raised.length > 0, sessions: raised.filter((one) => one !== null).length };
    },
  });
  return done.ok ? done.value : null;
}
