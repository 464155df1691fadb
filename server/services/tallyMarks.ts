import type { RankedKey } from '../domain/tallyTree.ts';
import { tallyId } from '../domain/tallyTree.ts';

/** A mark of the last five seconds announces a write as well as a new one: the settle period is far longer. */
export const MARK_REUSE_MS = 5_000;
/** Marks after a write may wait this long for others. */
const DELAY_MS = 200;

/** Marks tallies around writes, as few as the protocol allows (design, section 7). One per process. */
export interface TallyMarks {
  /** Resolves when a mark is stored that announces a write which begins now. */
  before(keys: readonly RankedKey[]): Promise<void>;
  /** The write is over, or may have landed: the tallies will be marked again shortly. */
  after(keys: readonly RankedKey[]): void;
  /** Stores the marks that still wait. */
  flush(): Promise<void>;
}

export function createTallyMarks({
  markTallies,
  reportBug,
  monotonicMs = () => performance.now(),
}: {
  markTallies: (keys: readonly RankedKey[]) => Promise<void>;
  /** Told when a mark after a write failed; the mark before it keeps the tally due all the same. */
  reportBug: (error: unknown) => void;
  monotonicMs?: () => number;
}): TallyMarks {
  /** When the last stored mark was sent. */
  const sentAt = new Map<string, number>();
  const waiting = new Map<string, RankedKey>();
  const beingStored = new Map<string, Promise<void>>();
  let nextBatch: { keys: Map<string, RankedKey>; stored: Promise<void> } | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function store(keys: ReadonlyMap<string, RankedKey>): Promise<void> {
    const sent = monotonicMs();
    await markTallies([...keys.values()]);
    for (const id of keys.keys()) sentAt.set(id, sent);
  }

  /** Marks asked for in the same turn of the event loop go to the store together. */
  function storeSoon(id: string, key: RankedKey): Promise<void> {
    if (nextBatch === undefined) {
      const keys = new Map<string, RankedKey>();
      const stored = new Promise<void>((resolve) => {
        setImmediate(resolve);
      }).then(() => {
        nextBatch = undefined;
        return store(keys);
      });
      nextBatch = { keys, stored };
    }
    nextBatch.keys.set(id, key);
    return nextBatch.stored;
  }

  async function storeWaiting(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.size === 0) return;
    const keys = new Map(waiting);
    waiting.clear();
    await store(keys);
    const oldest = monotonicMs() - MARK_REUSE_MS;
    for (const [id, sent] of sentAt) if (sent < oldest) sentAt.delete(id);
  }

  return {
    async before(keys) {
      const fresh = monotonicMs() - MARK_REUSE_MS;
      await Promise.all(
        keys.map((key) => {
          const id = tallyId(key);
          if ((sentAt.get(id) ?? -Infinity) > fresh) return undefined;
          let stored = beingStored.get(id);
          if (stored === undefined) {
            stored = storeSoon(id, key).finally(() => beingStored.delete(id));
            beingStored.set(id, stored);
          }
          return stored;
        }),
      );
    },

    after(keys) {
      for (const key of keys) waiting.set(tallyId(key), key);
      timer ??= setTimeout(() => {
        storeWaiting().catch(reportBug);
      }, DELAY_MS).unref();
    },

    flush: storeWaiting,
  };
}
