/** Goes through chains and says what is wrong with each; nothing is kept but the heads. */
import type { ChainHead } from '../../shared/store/chain.ts';
import type { createChainReader } from '../../shared/store/chain-reader.ts';
import { faultsOfChain, type StoredChain } from '../../shared/store/verify-chain.ts';

type ChainName = Pick<ChainHead, 'clinicId' | 'programId'>;
type Reader = ReturnType<typeof createChainReader>;

export type Verified = { chains: number; events: number; faults: string[]; heads: ChainHead[] };

/** A command between the reading of the head and of the events looks like a fault; read again, it is none. */
const readsMax = 3;

export async function verifyRecord(
  reader: Reader,
  only: { clinicId?: string | undefined; programId?: string | undefined },
  kept: readonly ChainHead[],
): Promise<Verified> {
  const wanted = ({ clinicId, programId }: ChainName): boolean =>
    (only.clinicId === undefined || clinicId === only.clinicId) &&
    (only.programId === undefined || programId === only.programId);
  const keptOf = new Map(kept.map((head) => [idOf(head), head]));
  // A chain of which nothing is left is known from the kept heads only.
  const named = only.clinicId !== undefined && only.programId !== undefined;
  const found = named ? [{ clinicId: only.clinicId ?? '', programId: only.programId ?? null }] : await reader.names();
  const names = new Map([...found, ...kept].filter(wanted).map((name) => [idOf(name), name]));
  const verified: Verified = { chains: 0, events: 0, faults: [], heads: [] };
  for (const [id, name] of names) {
    const { chain, faults } = await judge(reader, name, keptOf.get(id) ?? null);
    if (!chain.head && chain.events.length === 0 && faults.length === 0) continue;
    verified.chains += 1;
    verified.events += chain.events.length;
    verified.faults.push(...faults);
    if (chain.head) verified.heads.push({ ...nameOnly(name), ...chain.head });
  }
  return verified;
}

async function judge(
  reader: Reader,
  name: ChainName,
  kept: ChainHead | null,
): Promise<{ chain: StoredChain; faults: string[] }> {
  for (let read = 1; ; read += 1) {
    const chain = await reader.read(name);
    const faults = faultsOfChain(chain, kept);
    if (faults.length === 0 || read === readsMax) return { chain, faults };
  }
}

const idOf = ({ clinicId, programId }: ChainName): string => `${clinicId}#${programId ?? ''}`;
const nameOnly = ({ clinicId, programId }: ChainName): ChainName => ({ clinicId, programId });
