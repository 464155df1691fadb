import { trusted, type Connection } from 'mongoose';
import type { KeptAsideGroup, KeptAsideStore } from '../domain/submission.ts';
import { fromStore } from './outage.ts';
import {
  asKeptAside,
  asSubmission,
  keptAsideModel,
  submissionModel,
  type StoredKeptAside,
  type StoredSubmission,
} from './submissionModel.ts';

const isWhole = { unit: trusted({ $exists: true }) };

/** What came too late and waits for an admin. */
export function createKeptAsideStore(connection: Connection): KeptAsideStore {
  const Aside = keptAsideModel(connection);
  const Counted = submissionModel(connection);

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

    async listKeptAside(of, limit) {
      const found = await fromStore(
        Aside.find({ ...of, ...isWhole })
          .limit(limit)
          .lean<StoredKeptAside[]>()
          .exec(),
      );
      return found.map(asKeptAside);
    },

    async removeKeptAside(id) {
      const { deletedCount } = await fromStore(Aside.deleteOne({ _id: id, ...isWhole }).exec());
      if (deletedCount > 0) return 'removed';
      return (await fromStore(Aside.exists({ _id: id }).exec())) === null ? 'gone' : 'withdrawn';
    },

    async findHalfWithdrawn() {
      const tombstones = await fromStore(
        Aside.find({ unit: trusted({ $exists: false }) }, { _id: 1 })
          .lean<{ _id: string }[]>()
          .exec(),
      );
      if (tombstones.length === 0) return [];
      const found = await fromStore(
        Counted.find({ _id: trusted({ $in: tombstones.map(({ _id }) => _id) }), ...isWhole })
          .lean<StoredSubmission[]>()
          .exec(),
      );
      return found.map(asSubmission);
    },
  };
}
