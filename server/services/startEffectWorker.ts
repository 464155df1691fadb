export interface EffectWorker {
  /** Ends after the round that is running. */
  stop(): Promise<void>;
}

/**
 * Carries out owed effects every so often for as long as the process lives.
 * A failing round is reported and repeated; nothing is lost, since effects
 * stay on their documents until they are carried out.
 */
export function startEffectWorker({
  carryOut,
  reportBug,
  intervalMs = 1_000,
}: {
  carryOut: () => Promise<unknown>;
  reportBug: (error: unknown) => void;
  intervalMs?: number;
}): EffectWorker {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();

  const next = () => {
    timer = setTimeout(() => {
      round = carryOut()
        .then(() => undefined, reportBug)
        .then(() => {
          if (!isStopped) next();
        });
    }, intervalMs);
    timer.unref();
  };
  next();

  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}
