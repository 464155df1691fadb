/**
 * Tries to make the embedded store lose what it acknowledged. Works on files of
 * its own in the temporary directory and touches nothing else.
 *
 *   npm run torture                         20 rounds of kill -9 under 32 writers, each followed by a comparison
 *   npm run torture -- --rounds 200         as many as you like; --seed N repeats the same random choices
 *   npm run torture -- --power-loss         rebuilds the file as a power failure could leave it, 500 times; --images N
 *                                           (needs strace)
 *   npm run torture -- --disk-full          fills a small disk (needs the right to mount a tmpfs)
 *
 * Ends with 1 when anything that was acknowledged is missing, or a file is damaged.
 */
import { parseArgs } from 'node:util';
import { printHelp } from './printHelp.ts';
import { tortureByCrashes } from './torture/crashes.ts';
import { tortureByFullDisk } from './torture/diskFull.ts';
import { tortureByPowerLoss } from './torture/powerLoss.ts';

const DEFAULT_ROUNDS = 20;
const DEFAULT_IMAGES = 500;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string' },
      seed: { type: 'string' },
      images: { type: 'string' },
      'power-loss': { type: 'boolean' },
      'disk-full': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    await printHelp(import.meta.url);
    return 0;
  }
  const rounds = wholeNumber('rounds', values.rounds) ?? DEFAULT_ROUNDS;
  const seed = wholeNumber('seed', values.seed) ?? Math.floor(Math.random() * 2 ** 31);
  if (values['power-loss'] === true) {
    return await powerLoss(wholeNumber('images', values.images) ?? DEFAULT_IMAGES, seed);
  }
  if (values['disk-full'] === true) return await diskFull();
  return await crashes(rounds, seed);
}

function wholeNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new Error(`--${option} must be a whole number, not "${text}"`);
  return Number(text);
}

async function crashes(rounds: number, seed: number): Promise<number> {
  console.log(`kill -9 under 32 writers, ${rounds} rounds, seed ${seed}`);
  const report = await tortureByCrashes({
    rounds,
    seed,
    say: console.log,
    onRound: (round) => {
      if (round % 10 === 0 || round === rounds) console.log(`  ${round} of ${rounds} rounds`);
    },
  });
  const { told, untold, refused, killedTwice, differences } = report;
  const [median, worst] = middleAndMost(report.backAfterMs);
  console.log(
    `${report.rounds} rounds (${killedTwice} with a second kill while starting): ${told} writes acknowledged, ` +
      `${refused} refused by a unique index, ${untold} without a reply`,
  );
  console.log(`answered again after ${median} ms (median; at most ${worst} ms)`);
  console.log(
    differences.length === 0
      ? 'Nothing that was acknowledged is missing, nothing else is there, every index fits its records.'
      : `${differences.length} contradictions. Repeat with --seed ${seed}.`,
  );
  return differences.length === 0 ? 0 : 1;
}

async function powerLoss(images: number, seed: number): Promise<number> {
  console.log(`power loss, about ${images} rebuilt files, seed ${seed}`);
  const report = await tortureByPowerLoss({
    images,
    seed,
    say: console.log,
    onImage: (image) => {
      if (image % 100 === 0) console.log(`  ${image} files`);
    },
  });
  console.log(
    `${report.images} files rebuilt from ${report.writes} writes and ${report.flushes} flushes ` +
      `(${report.withUnflushed} at moments with unflushed writes); ${report.told} acknowledged at the end`,
  );
  const isWhole = report.differences.length === 0;
  console.log(
    isWhole
      ? 'Every file opens, every index fits its records, and nothing that had been acknowledged is missing.'
      : `${report.differences.length} contradictions. Repeat with --seed ${seed}.`,
  );
  return isWhole ? 0 : 1;
}

async function diskFull(): Promise<number> {
  console.log('a disk that fills up');
  const { told, toldAfterwards, differences } = await tortureByFullDisk(console.log);
  console.log(
    `${told} writes acknowledged until it was full, ${toldAfterwards} more when there was room again`,
  );
  const isWhole = differences.length === 0;
  console.log(
    isWhole
      ? 'Nothing is damaged or missing, also after a kill on the full disk.'
      : `${differences.length} contradictions.`,
  );
  return isWhole ? 0 : 1;
}

function middleAndMost(numbers: readonly number[]): [string, string] {
  const sorted = numbers.toSorted((one, other) => one - other);
  const shown = (number: number | undefined) => (number ?? 0).toFixed(0);
  return [shown(sorted[Math.floor(sorted.length / 2)]), shown(sorted.at(-1))];
}

try {
  process.exit(await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
