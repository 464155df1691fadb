import type { Model } from 'mongoose';
import type { Change } from '../domain/effect.ts';
import { problems, type Problem } from '../domain/problem.ts';
import { pushEffects } from './effects.ts';

/** Losing this often in a row means that something hammers one document. */
const ATTEMPTS = 8;

/**
 * Changes one document by reading, deciding and writing only if nobody else
 * has written since (`revision`), else from the start. The effects of the
 * change go into the same write.
 */
export async function changeDocument<Stored extends { revision: number }, T>(
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- mongoose's Model is invariant in its document type
  model: Model<any>,
  id: string,
  how: {
    read: (stored: Stored) => T;
    /** Every field but the id; one of `optional` that is absent is removed. */
    write: (value: T) => Record<string, unknown>;
    optional: readonly string[];
    missing: () => Problem;
    decide: (value: T) => Change<T>;
  },
): Promise<T> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const stored = await model.findOne({ _id: id }).lean<Stored | null>();
    if (stored === null) throw how.missing();

    const { next, effects } = how.decide(how.read(stored));
    const fields = how.write(next);
    const absent = how.optional.filter((name) => fields[name] === undefined);
    const present = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    const { matchedCount } = await model.updateOne(
      { _id: id, revision: stored.revision },
      {
        $set: present,
        ...(absent.length === 0 ? {} : { $unset: Object.fromEntries(absent.map((name) => [name, 1])) }),
        $inc: { revision: 1 },
        ...pushEffects(effects),
      },
    );
    if (matchedCount === 1) return next;
  }
  throw problems.unavailable(1);
}
