import { assign } from '../domain/assignment.ts';
import type { CampaignCatalogue, Collector, CollectorStore } from '../domain/campaign.ts';
import { localDayOf, type LocalDay } from '../domain/day.ts';
import { problems } from '../domain/problem.ts';
import { covers, demand, mayOn } from '../domain/rights.ts';
import type { Actor } from '../domain/staff.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { actorOf, auditEffect } from './auditEffect.ts';

/**
 * Says which campaign a collector serves from when until when.
 *
 * @throws Problem `collector-missing`, `forbidden`, `campaign-missing`, `unit-ended`, `assignment-refused`,
 *   `assignment-overlap`
 */
export async function assignCollector(
  deps: { collectors: CollectorStore; campaigns: CampaignCatalogue; tree: UnitTree },
  actor: Actor,
  code: string,
  { campaign: campaignId, ...days }: { campaign: string; from: LocalDay; until?: LocalDay },
  now: Date,
): Promise<Collector> {
  const { collectors, tree } = deps;
  const today = localDayOf(now);
  const campaign = await deps.campaigns.findCampaign(campaignId);

  return collectors.changeCollector(code, (collector) => {
    demand(mayOn(tree, actor.grants, 'manage-collectors', collector.unit, today));
    if (campaign === undefined) throw problems.campaignMissing(campaignId);
    const firstDay = days.from > today ? days.from : today;
    const unit = tree.servingOn(collector.unit, firstDay);
    if (unit === undefined) throw problems.unitEnded(collector.unit, firstDay);
    if (!covers(tree, campaign.unit, unit, days.from)) throw problems.assignmentRefused('unit');
    const next = assign(collector, campaign, days, today);
    return {
      next,
      effects: [
        auditEffect({
          at: now,
          actor: actorOf(actor),
          action: 'collector-assigned',
          subject: { kind: 'collector', id: code },
          unit: collector.unit,
          before: { assignments: collector.assignments },
          after: { assignments: next.assignments },
        }),
      ],
    };
  });
}
