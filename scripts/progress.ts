import type { OnProgress } from '../server/storage/archive/archive.ts';

const EVERY_MS = 100;

/** One line that is written over as the work goes on; nothing at all where nobody looks, as in a pipe. */
export function showProgress(terminal: NodeJS.WriteStream = process.stderr): {
  onProgress: OnProgress;
  clear: () => void;
} {
  if (!terminal.isTTY) return { onProgress: () => undefined, clear: () => undefined };
  let shownAt = -Infinity;
  const clear = () => terminal.write('\r\x1b[2K');
  return {
    onProgress({ collection, done, total }) {
      const now = performance.now();
      if (now - shownAt < EVERY_MS) return;
      shownAt = now;
      clear();
      terminal.write(`${collection}: ${formatCount(done)} of ${formatCount(total)}`);
    },
    clear,
  };
}

export const formatCount = (count: number): string => count.toLocaleString('en');
