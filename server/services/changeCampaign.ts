import type { Campaign, Channel } from '../domain/campaign.ts';
import type { LocalDay } from '../domain/day.ts';
import { noteClosing } from '../domain/noteClosing.ts';
import { problems } from '../domain/problem.ts';
import type { Action } from '../domain/rights.ts';
import type { Actor } from '../domain/staff.ts';
import type { LocalizedText } from '../domain/text.ts';
import { actorOf, auditEffect, differenceOf } from './auditEffect.ts';
import { campaignFor } from './campaignFor.ts';
import { demandComparable, demandOrder, type CampaignDeps } from './createCampaign.ts';

/** `null` takes an end away. What is not here (unit, series, population, first day) never changes. */
export interface CampaignChange {
  name?: LocalizedText;
  versions?: readonly string[];
  channels?: readonly Channel[];
  until?: LocalDay | null;
  uploadUntil?: LocalDay | null;
  isOpen?: boolean;
  showsCounters?: boolean;
}

/**
 * Changes a survey round. Choosing versions is also an approver's right; all
 * else is an admin's. A version that was accepted stays, since its answers
 * are in the figures.
 *
 * @throws Problem `campaign-missing`, `forbidden`, `request-invalid`, `version-missing`, `series-mismatch`, `campaign-version-kept`
 */
export async function changeCampaign(
  deps: CampaignDeps,
  actor: Actor,
  id: string,
  change: CampaignChange,
  now: Date,
): Promise<Campaign> {
  const current = await campaignFor(deps, actor, actionsNeeded(change), id, now);
  if (change.versions !== undefined) await demandComparable(deps, { ...current, versions: change.versions });

  return deps.campaigns.changeCampaign(id, (campaign) => {
    const next = applyChange(campaign, change);
    demandOrder(next);
    const dropped = campaign.versions.find((version) => !next.versions.includes(version));
    if (dropped !== undefined) throw problems.campaignVersionKept(dropped);

    const { before, after } = differenceOf(campaign, next);
    if (Object.keys({ ...before, ...after }).length === 0) return { next, effects: [] };
    return {
      next: noteClosing(campaign, next, now),
      effects: [
        auditEffect({
          at: now,
          actor: actorOf(actor),
          action: 'campaign-changed',
          subject: { kind: 'campaign', id },
          unit: campaign.unit,
          before,
          after,
        }),
      ],
    };
  });
}

function actionsNeeded({ versions, ...rest }: CampaignChange): Action[] {
  const isMore = Object.values(rest).some((value) => value !== undefined);
  return [
    ...(versions === undefined ? [] : (['choose-versions'] as const)),
    ...(isMore || versions === undefined ? (['manage-campaigns'] as const) : []),
  ];
}

function applyChange(campaign: Campaign, change: CampaignChange): Campaign {
  const { until: oldUntil, uploadUntil: oldUploadUntil, ...kept } = campaign;
  const { name, versions, channels, isOpen, showsCounters } = change;
  const until = change.until === undefined ? oldUntil : change.until;
  const uploadUntil = change.uploadUntil === undefined ? oldUploadUntil : change.uploadUntil;
  return {
    ...kept,
    ...(name === undefined ? {} : { name }),
    ...(versions === undefined ? {} : { versions }),
    ...(channels === undefined ? {} : { channels }),
    ...(isOpen === undefined ? {} : { isOpen }),
    ...(showsCounters === undefined ? {} : { showsCounters }),
    ...(until === undefined || until === null ? {} : { until }),
    ...(uploadUntil === undefined || uploadUntil === null ? {} : { uploadUntil }),
  };
}
