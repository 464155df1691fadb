/**
 * Measures the platform; a bench never fails a build. Results with command,
 * machine and date go into docs/performance.md by hand.
 *
 *   npm run bench                                   everything
 *   npm run bench -- submit validate page start store   some of it
 */
import { cpus, totalmem } from 'node:os';
import { ensureBuilt } from './build.mjs';

const benches: Record<string, () => Promise<unknown>> = {
  validate: async () => (await import('./bench/validate.ts')).benchValidate(),
  submit: async () => (await import('./bench/submit.ts')).benchSubmit(),
  page: async () => (await import('./bench/page.ts')).benchPage(),
  start: async () => (await import('./bench/start.ts')).benchStart(),
  store: async () => (await import('./bench/store.ts')).benchStore(),
};

const wanted = process.argv.slice(2).filter((name) => name !== '--');
if (wanted.includes('--help')) {
  console.log(`npm run bench [-- ${Object.keys(benches).join(' ')}]`);
  process.exit(0);
}
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(
    `There is no bench "${unknown.join('", "')}"; choose from ${Object.keys(benches).join(', ')}.`,
  );
  process.exit(2);
}

await ensureBuilt({ log: console.log });
const [cpu] = cpus();
console.log(
  `Node ${process.versions.node}, ${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ` +
    `${Math.round(totalmem() / 2 ** 30)} GiB, ${new Date().toISOString().slice(0, 10)}`,
);
for (const name of wanted.length > 0 ? wanted : Object.keys(benches)) {
  console.log(`\n── ${name}`);
  await benches[name]?.();
}
process.exit(0);
