/** A source of random numbers that gives the same ones for the same seed, so that a demo can be repeated. */
export interface Random {
  /** Uniform on [0, 1). */
  next(): number;
  /** Standard normal. */
  normal(): number;
  /** Beta with the given mean; `likeness` (0–1) is the correlation between draws that share the result. */
  beta(mean: number, likeness: number): number;
  /** A whole number, 0 ≤ result < below. */
  whole(below: number): number;
  pick<T>(items: readonly T[]): T;
  /** One of the items, each as likely as its weight says. */
  pickWeighted<T extends { weight: number }>(items: readonly T[]): T;
  /** `length` random bytes. */
  bytes(length: number): Uint8Array;
}

/** mulberry32: 32 bits of state, good enough for invented answers, never for secrets. */
export function createRandom(seed: number): Random {
  let state = seed | 0;

  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };

  // Box–Muller.
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

  // Marsaglia and Tsang (2000); below shape 1 by the usual power trick.
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * (1 - next()) ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  };

  const whole = (below: number): number => Math.floor(next() * below);

  return {
    next,
    normal,
    whole,
    beta(mean, likeness) {
      const strength = 1 / likeness - 1;
      const yes = gamma(mean * strength);
      const no = gamma((1 - mean) * strength);
      // Two gammas of tiny shape can both round to 0: then the draw is one of the ends.
      return yes + no === 0 ? (next() < mean ? 1 : 0) : yes / (yes + no);
    },
    pick(items) {
      const item = items[whole(items.length)];
      if (item === undefined) throw new RangeError('pick needs at least one item');
      return item;
    },
    pickWeighted(items) {
      let left = next() * items.reduce((sum, { weight }) => sum + weight, 0);
      for (const item of items) {
        left -= item.weight;
        if (left < 0) return item;
      }
      const last = items.at(-1);
      if (last === undefined) throw new RangeError('pickWeighted needs at least one item');
      return last;
    },
    bytes: (length) => Uint8Array.from({ length }, () => whole(256)),
  };
}
