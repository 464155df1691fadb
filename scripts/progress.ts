import type { OnProgress, Progress } from '../server/storage/archive/archive.ts';

const EVERY_MS = 100;

/** One line that is written over as the work goes on; nothing at all where nobody looks, as in a pipe. */
export function showProgress(
  doing: string,
  terminal: NodeJS.WriteStream = process.stderr,
): { onProgress: OnProgress; clear: () => void } {
  if (!terminal.isTTY) return { onProgress: () => undefined, clear: () => undefined };
  let shownAt = -Infinity;
  const clear = () => terminal.write('\r\x1b[2K');
  return {
    onProgress(progress) {
      const now = performance.now();
      // An index takes its time: nothing would come that is shown instead.
      if (now - shownAt < EVERY_MS && progress.what === 'documents') return;
      shownAt = now;
      clear();
      terminal.write(`${doing} ${describe(progress)}`);
    },
    clear,
  };
}

function describe({ collection, what, done, total }: Progress): string {
  if (what === 'indexes') return `indexes of ${collection}`;
  return `${collection}: ${formatCount(done)}${total === undefined ? '' : ` of ${formatCount(total)}`}`;
}

export const formatCount = (count: number): string => count.toLocaleString('en');
