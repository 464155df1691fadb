import { Schema, type Connection } from 'mongoose';
import type { Campaign, CampaignStore } from '../domain/campaign.ts';
import { problems } from '../domain/problem.ts';
import { changeDocument } from './changeDocument.ts';
import { isDuplicateKey } from './duplicateKey.ts';
import { effectsField, effectsOf, withEffects } from './effects.ts';

type StoredCampaign = Omit<Campaign, 'id'> & { _id: string; revision: number; effects?: unknown };

const text = { type: String, required: true } as const;

const campaignSchema = withEffects(
  new Schema(
    {
      _id: text,
      revision: { type: Number, required: true },
      // Keys are language codes, checked where they come in.
      name: { type: Schema.Types.Mixed, required: true },
      series: text,
      population: text,
      versions: { type: [String], required: true },
      unit: text,
      channels: { type: [String], required: true },
      from: text,
      until: String,
      uploadUntil: String,
      isOpen: { type: Boolean, required: true },
      showsCounters: Boolean,
      closedAt: Date,
      ...effectsField,
    },
    { collection: 'campaigns', strict: 'throw', versionKey: false, minimize: false },
  ),
);
campaignSchema.index({ series: 1 });

/** Survey rounds. Few (tens to hundreds), so lists are not paged. */
export function createCampaignStore(connection: Connection): CampaignStore {
  const Model = connection.model('Campaign', campaignSchema);

  return {
    async findCampaign(id) {
      const stored = await Model.findOne({ _id: id }).lean<StoredCampaign | null>();
      return stored === null ? undefined : asCampaign(stored);
    },

    async findSeries(series) {
      const stored = await Model.find({ series }).sort({ from: 1, _id: 1 }).lean<StoredCampaign[]>();
      return stored.map(asCampaign);
    },

    async listCampaigns() {
      const stored = await Model.find({}).sort({ from: -1, _id: 1 }).lean<StoredCampaign[]>();
      return stored.map(asCampaign);
    },

    async insertCampaign({ id, versions, channels, ...fields }, effects) {
      try {
        await Model.create({
          _id: id,
          revision: 1,
          versions: [...versions],
          channels: [...channels],
          ...fields,
          ...effectsOf(effects),
        });
      } catch (error) {
        if (isDuplicateKey(error)) throw problems.campaignExists(id);
        throw error;
      }
    },

    changeCampaign: (id, decide) =>
      changeDocument<StoredCampaign, Campaign>(Model, id, {
        read: asCampaign,
        write: ({ id: _id, ...fields }) => fields,
        optional: ['until', 'uploadUntil', 'closedAt'],
        missing: () => problems.campaignMissing(id),
        decide,
      }),
  };
}

const asCampaign = ({ _id, revision: _, effects: __, ...campaign }: StoredCampaign): Campaign => ({
  id: _id,
  ...campaign,
});
