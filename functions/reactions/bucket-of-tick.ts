import { reconcileBuckets } from '../../shared/contracts/table.ts';

/** As often as the manifest has the schedules run that go from bucket to bucket: each comes up once a day. */
const everyMinutes = 2;

export function bucketOfTick(time: string): number {
  return Math.floor(Date.parse(time) / (everyMinutes * 60_000)) % reconcileBuckets;
}
