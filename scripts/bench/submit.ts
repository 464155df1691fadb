import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { mkdtemp, rm } from 'node:fs/promises';
import type { SubmitServerReport } from './submitServer.ts';

const CLIENTS = 32;
const ROUND_MS = 4_000;
const ROUNDS = 3;

/**
 * Accepted submissions per second over HTTP from 32 clients, of the whole
 * application (recounting included) and of a bare Express app that parses the
 * JSON and does one mongoose `create` into the same store; by turns, so that
 * both meet the same machine.
 */
export async function benchSubmit(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sipas-bench-submit-'));
  const extension = fileURLToPath(import.meta.url).endsWith('.ts') ? 'ts' : 'js';
  const child = fork(fileURLToPath(new URL(`./submitServer.${extension}`, import.meta.url)), [dataDir], {
    stdio: 'inherit',
    execArgv: extension === 'ts' ? ['--import', 'tsx'] : [],
  });
  try {
    const [report] = (await once(child, 'message')) as [SubmitServerReport];
    const rates: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
    await measure(report.ourPort, report, 1_000);
    await measure(report.barePort, report, 1_000);
    for (let round = 0; round < ROUNDS; round++) {
      rates.bare.push(await measure(report.barePort, report, ROUND_MS));
      rates.ours.push(await measure(report.ourPort, report, ROUND_MS));
    }
    const [ours, bare] = [median(rates.ours), median(rates.bare)];
    console.log(`store: ${report.store}`);
    console.log(`application: ${describe(rates.ours)} accepted submissions a second, ${CLIENTS} clients`);
    console.log(`bare Express + one mongoose create: ${describe(rates.bare)} a second`);
    console.log(`ratio ${(ours / bare).toFixed(2)} (budget: at least 0.60)`);
  } finally {
    const hasEnded = once(child, 'exit');
    child.send('stop');
    await hasEnded;
    await rm(dataDir, { recursive: true, force: true });
  }
}

const median = (rates: readonly number[]): number =>
  [...rates].sort((one, other) => one - other)[Math.floor(rates.length / 2)] ?? 0;

const describe = (rates: readonly number[]): string =>
  `${median(rates).toFixed(0)} (${rates.map((rate) => rate.toFixed(0)).join(', ')})`;

/** Each client sends one answer after the other on a connection of its own, as from an address of its own. */
async function measure(port: number, report: SubmitServerReport, forMs: number): Promise<number> {
  const begun = performance.now();
  const counts = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      let accepted = 0;
      while (performance.now() - begun < forMs) {
        const status = await post(agent, port, `10.0.0.${client + 1}`, {
          id: randomUUID(),
          collector: report.collectors[client % report.collectors.length],
          version: report.version,
          locale: 'vi',
          answers: report.answers,
          elapsedMs: 120_000,
        });
        if (status !== 201) throw new Error(`an answer came back with ${status}`);
        accepted += 1;
      }
      agent.destroy();
      return accepted;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - begun) / 1000);
}

function post(agent: Agent, port: number, address: string, body: object): Promise<number> {
  const text = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        agent,
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: '/api/v1/submissions',
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(text),
          'X-Forwarded-For': address,
        },
      },
      (response) => {
        response.resume();
        response.on('end', () => {
          resolve(response.statusCode ?? 0);
        });
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}
