import type { Collector, CollectorStore } from '../domain/campaign.ts';
import { localDayOf } from '../domain/day.ts';
import { noteClosing } from '../domain/noteClosing.ts';
import { demand, mayOn } from '../domain/rights.ts';
import type { Actor } from '../domain/staff.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { actorOf, auditEffect, differenceOf } from './auditEffect.ts';

/** Unit and channel never change: they are part of what was counted. */
export interface CollectorChange {
  label?: string;
  isOpen?: boolean;
}

/**
 * Renames, closes or reopens a collector.
 *
 * @throws Problem `collector-missing`, `forbidden`
 */
export function changeCollector(
  { collectors, tree }: { collectors: CollectorStore; tree: UnitTree },
  actor: Actor,
  code: string,
  change: CollectorChange,
  now: Date,
): Promise<Collector> {
  return collectors.changeCollector(code, (collector) => {
    demand(mayOn(tree, actor.grants, 'manage-collectors', collector.unit, localDayOf(now)));
    const next = { ...collector, ...change };
    const { before, after } = differenceOf(collector, next);
    if (Object.keys(after).length === 0) return { next, effects: [] };
    return {
      next: noteClosing(collector, next, now),
      effects: [
        auditEffect({
          at: now,
          actor: actorOf(actor),
          action: 'collector-changed',
          subject: { kind: 'collector', id: code },
          unit: collector.unit,
          before,
          after,
        }),
      ],
    };
  });
}
