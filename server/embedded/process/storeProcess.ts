/**
 * The store as a process of its own, started by ensureEmbeddedStore: the options
 * come as JSON in the first argument, and the outcome goes back as one message.
 */
import { runStore, type StoreOptions } from './runStore.ts';

export type StartReport = { kind: 'ready' } | { kind: 'owned' } | { kind: 'failed'; message: string };

function report(message: StartReport): void {
  // The starter may be gone by now; the store stays for whoever comes next.
  process.send?.(message, () => process.connected && process.disconnect());
}

process.on('disconnect', () => undefined);
// The terminal of the application is not ours.
process.on('SIGHUP', () => undefined);

try {
  const outcome = await runStore(JSON.parse(process.argv[2] ?? '{}') as StoreOptions);
  if (outcome.kind === 'owned') report({ kind: 'owned' });
  else {
    report({ kind: 'ready' });
    await outcome.ended;
    process.exit(0);
  }
} catch (error) {
  console.error(error);
  report({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
}
