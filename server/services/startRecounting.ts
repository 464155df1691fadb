import { LEASE, LEASE_MS, recountTallies, releaseRecounting, type RecountDeps } from './recountTallies.ts';

/** Between two looks at what is due. One indexed read each. */
const LOOK_EVERY_MS = 250;
/** After a failure, and while another process has the lease. */
const WAIT_MS = 2_000;

export interface Recounting {
  /** Ends after the batch that is running, and gives the lease back. */
  stop(): Promise<void>;
}

/**
 * Recounts what is due for as long as the process lives. Several processes may
 * run it; whoever has the lease works, the others look on.
 *
 * What is due is decided by the store's clock. Between two passes its time is
 * estimated from the last reading, only to know when to look again.
 */
export function startRecounting(
  deps: RecountDeps & { reportBug: (error: unknown) => void; lookEveryMs?: number },
): Recounting {
  const { tallies, leases, holder, reportBug, lookEveryMs = LOOK_EVERY_MS } = deps;
  const stopping = new AbortController();
  let wake: (() => void) | undefined;
  let storeTime: { at: Date; read: number } | undefined;

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  /** @returns how long to wait before the next look */
  async function look(): Promise<number> {
    const isStale = storeTime === undefined || performance.now() - storeTime.read > LEASE_MS * 3;
    if (storeTime === undefined || isStale) {
      const at = await leases.hold(LEASE, holder, LEASE_MS);
      if (at === undefined) return WAIT_MS;
      storeTime = { at, read: performance.now() };
    }
    const estimate = new Date(storeTime.at.getTime() + performance.now() - storeTime.read);
    if (!(await tallies.hasDue(estimate))) return lookEveryMs;
    const counted = await recountTallies({ ...deps, signal: stopping.signal });
    return counted === undefined ? WAIT_MS : lookEveryMs;
  }

  const running = (async () => {
    while (!stopping.signal.aborted) {
      let waitMs = WAIT_MS;
      try {
        waitMs = await look();
      } catch (error) {
        storeTime = undefined;
        reportBug(error);
      }
      if (!stopping.signal.aborted) await sleep(waitMs);
    }
  })();

  return {
    async stop() {
      stopping.abort();
      wake?.();
      await running;
      await releaseRecounting({ leases, holder }).catch(reportBug);
    },
  };
}
