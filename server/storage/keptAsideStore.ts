import { trusted, type Connection } from 'mongoose';
import type { KeptAsideDay, KeptAsideGroup, KeptAsideStore, Submission } from '../domain/submission.ts';
import { fromStore } from './outage.ts';
import {
  asKeptAside,
  asSubmission,
  keptAsideModel,
  submissionModel,
  type StoredKeptAside,
  type StoredSubmission,
} from './submissionModel.ts';

/** Ids that are read, and looked for, in one command. */
const TOGETHER = 1_000;

/** What tells a tombstone, which has no unit. */
interface Trace {
  _id: string;
  unit?: string;
}

const isWhole = { unit: trusted({ $exists: true }) };

/** What is kept aside and waits for an admin. */
export function createKeptAsideStore(connection: Connection): KeptAsideStore {
  const Aside = keptAsideModel(connection);
  const Counted = submissionModel(connection);

  /** What is aside, so many at once: nothing removes tombstones, and they may be many. */
  async function* tracesAside(): AsyncGenerator<Trace[]> {
    let last = '';
    for (;;) {
      const next = Aside.find({ _id: trusted({ $gt: last }) }, { unit: 1 })
        .sort({ _id: 1 })
        .limit(TOGETHER);
      const some = await fromStore(next.lean<Trace[]>().exec());
      if (some.length === 0) return;
      yield some;
      last = some.at(-1)!._id;
    }
  }

  return {
    async countByCampaign() {
      const found = await fromStore(
        Aside.aggregate<{ _id: string; submissions: number }>([
          { $match: { campaign: { $exists: true } } },
          { $group: { _id: '$campaign', submissions: { $sum: 1 } } },
        ]).exec(),
      );
      return new Map(found.map(({ _id, submissions }) => [_id, submissions]));
    },

    async groupKeptAside(campaign) {
      const found = await fromStore(
        Aside.aggregate<Omit<KeptAsideGroup, 'collector'> & { _id: { collector: string } }>([
          { $match: { campaign } },
          {
            $group: {
              _id: { collector: '$collector', reason: '$reason' },
              unit: { $first: '$unit' },
              reason: { $first: '$reason' },
              submissions: { $sum: 1 },
              firstDay: { $min: '$day' },
              lastDay: { $max: '$day' },
            },
          },
          { $sort: { _id: 1 } },
        ]).exec(),
      );
      return found.map(({ _id, ...group }) => ({ ...group, collector: _id.collector }));
    },

    async countByUnitAndDay(of) {
      const found = await fromStore(
        Aside.aggregate<{ _id: Pick<KeptAsideDay, 'day' | 'unit'>; submissions: number }>([
          { $match: of },
          { $group: { _id: { day: '$day', unit: '$unit' }, submissions: { $sum: 1 } } },
          { $sort: { _id: 1 } },
        ]).exec(),
      );
      return found.map(({ _id, submissions }) => ({ ..._id, submissions }));
    },

    async listKeptAside(of, days, limit) {
      const daysOf = new Map<string, string[]>();
      for (const { unit, day } of days) daysOf.set(unit, [...(daysOf.get(unit) ?? []), day]);
      // The store takes no empty `$or`.
      if (daysOf.size === 0) return [];
      const ofUnits = [...daysOf].map(([unit, on]) => ({ unit, day: trusted({ $in: on }) }));
      const found = await fromStore(
        Aside.find({ ...of, $or: ofUnits })
          .limit(limit)
          .lean<StoredKeptAside[]>()
          .exec(),
      );
      return found.map(asKeptAside);
    },

    async removeKeptAside(ids) {
      await fromStore(Aside.deleteMany({ _id: trusted({ $in: [...ids] }), ...isWhole }).exec());
    },

    async findHalfWithdrawn() {
      const half: Submission[] = [];
      for await (const some of tracesAside()) {
        const idsOf = (traces: readonly Trace[]) => ({ _id: trusted({ $in: traces.map(({ _id }) => _id) }) });
        const counted = await fromStore(Counted.find(idsOf(some), { unit: 1 }).lean<Trace[]>().exec());
        const unitAside = new Map(some.map(({ _id, unit }) => [_id, unit]));
        const torn = counted.filter(
          ({ _id, unit }) => (unit === undefined) !== (unitAside.get(_id) === undefined),
        );
        if (torn.length === 0) continue;
        for (const model of [Counted, Aside as unknown as typeof Counted]) {
          const whole = model.find({ ...idsOf(torn), ...isWhole }).lean<StoredSubmission[]>();
          half.push(...(await fromStore(whole.exec())).map(asSubmission));
        }
      }
      return half;
    },
  };
}
