import { StoreError } from './errors.ts';

/** How long one command may keep the others waiting before it makes room. */
const SLICE_MS = 12;

/**
 * One command's use of the only thread: a scan asks often, gives way when its
 * slice is over, and ends when the client's `maxTimeMS` is.
 */
export class Turn {
  private readonly deadline: number;
  private until: number;

  constructor(maxTimeMs: number | undefined) {
    const now = performance.now();
    this.deadline = maxTimeMs === undefined || maxTimeMs === 0 ? Infinity : now + maxTimeMs;
    this.until = now + SLICE_MS;
  }

  /** True when the slice is over. @throws StoreError 50 when the time limit is */
  isOver(): boolean {
    this.checkDeadline();
    return performance.now() >= this.until;
  }

  checkDeadline(): void {
    if (performance.now() >= this.deadline) throw new StoreError(50, 'operation exceeded time limit');
  }

  /** The same limit for work that runs in one piece: a scan inside a write transaction. */
  get undivided(): Turn {
    const turn = Object.create(this) as Turn;
    turn.isOver = () => {
      this.checkDeadline();
      return false;
    };
    return turn;
  }

  /** Lets everybody else run, then begins a new slice. */
  async pass(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.until = performance.now() + SLICE_MS;
    this.checkDeadline();
  }
}

/** What a source returns instead of an item when its slice is over. */
export const PAUSE = Symbol('pause');

/** Items that are pulled one by one; `undefined` is the end. */
export interface Source<T> {
  next(): T | typeof PAUSE | undefined;
  /** Lets go of what may not be held while others run; `next` goes on where it was. */
  pause(): void;
}

/** Pulls until `take` returns false or the source ends, passing the turn in between. True at the end. */
export async function drain<T>(source: Source<T>, turn: Turn, take: (item: T) => boolean): Promise<boolean> {
  try {
    for (;;) {
      const item = source.next();
      if (item === undefined) return true;
      if (item === PAUSE) {
        source.pause();
        await turn.pass();
      } else if (!take(item)) return false;
    }
  } finally {
    source.pause();
  }
}

export function sourceOf<T>(items: readonly T[]): Source<T> {
  let at = 0;
  return { next: () => items[at++], pause: () => undefined };
}
