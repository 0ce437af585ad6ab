/** `npm run bench -- cloud`: what one whole ketamine program costs on AWS, and how large and how quick its functions are. */
import { looksMax } from '../../shared/domain/workflow/look-at-session.ts';
import { type Counted, countProgram } from './cloud/count-program.ts';
import { growthOf } from './cloud/growth.ts';
import { measureBundles } from './cloud/measure-bundles.ts';
import { limits, prices } from './cloud/prices.ts';

export async function runCloudBench(): Promise<void> {
  const counted = await countProgram();
  const cost = printCost(counted);
  const history = printHistories(counted);
  const bundles = await printBundles();
  printGrowth(counted);
  const missed = [cost, history, ...bundles].filter((fault) => fault !== null);
  if (missed.length === 0) return;
  console.error(`\nMissed:\n${missed.map((fault) => `  ${fault}`).join('\n')}`);
  process.exitCode = 1;
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

function printCost({ transitions, calls, units, emails, days }: Counted): string | null {
  const requests = calls.reduce((sum, call) => sum + call.requests, 0);
  const gbSeconds = calls.reduce((sum, call) => sum + call.gbSeconds, 0);
  const rows = [
    { what: 'state transitions', count: transitions, usd: transitions * prices.transition },
    { what: 'Lambda requests', count: requests, usd: requests * prices.lambdaRequest },
    { what: 'Lambda GB-seconds (this machine)', count: gbSeconds, usd: gbSeconds * prices.lambdaGbSecond },
    { what: 'DynamoDB write units', count: units.write, usd: units.write * prices.write },
    { what: 'DynamoDB read units', count: units.read, usd: units.read * prices.read },
    { what: 'emails', count: emails, usd: emails * prices.email },
  ];
  const total = rows.reduce((sum, { usd }) => sum + usd, 0);
  console.log(`\nOne ketamine program, ${Math.round(days)} days, six doses:`);
  console.table(
    [...rows, { what: 'together', count: Number.NaN, usd: total }].map(({ what, count, usd }) => ({
      what,
      count: Number.isNaN(count) ? '' : rounded(count, 1),
      usd: rounded(usd, 5),
    })),
  );
  console.table(calls.map((call) => ({ ...call, gbSeconds: rounded(call.gbSeconds, 2) })));
  return total < limits.perProgramUsd ? null : `a program costs ${total} USD`;
}

function printHistories({ executions, eventsMax, eventsPerLookMax }: Counted): string | null {
  const worst = Math.ceil(eventsPerLookMax * looksMax);
  console.log(
    `\n${executions} executions; the longest history has ${eventsMax} events; ${rounded(eventsPerLookMax, 1)} events per look at the most: ${worst} in the ${looksMax} looks after which the next run takes over.`,
  );
  return worst < limits.historyEvents ? null : `a history may have ${worst} events`;
}

async function printBundles(): Promise<(string | null)[]> {
  const { bareMs, measured } = await measureBundles();
  console.log(`\nBundles; import on Node ${process.versions.node}, a bare handler: ${rounded(bareMs, 1)} ms`);
  console.table(
    measured.map(({ name, kB, gzippedKb, importMs }) => ({
      name,
      kB: rounded(kB, 0),
      gzippedKb: rounded(gzippedKb, 0),
      importMs: rounded(importMs, 0),
      overBareMs: rounded(importMs - bareMs, 0),
    })),
  );
  return measured.map(({ name, withMail, kB, gzippedKb }) => {
    const fits = withMail ? kB < limits.bundleWithMailKb : kB < limits.bundleKb && gzippedKb < limits.bundleGzippedKb;
    return fits ? null : `${name} has ${kB} kB, ${gzippedKb} kB gzipped`;
  });
}

function printGrowth(counted: Counted): void {
  console.log('\nPer second, on average and in the busiest hour of one time zone:');
  console.table(growthOf(counted));
}
