import type { Collector, CollectorStore } from '../domain/campaign.ts';
import { localDayOf } from '../domain/day.ts';
import { problems } from '../domain/problem.ts';
import { covers, demand, mayOn } from '../domain/rights.ts';
import type { Actor } from '../domain/staff.ts';
import type { UnitId } from '../domain/unit.ts';
import type { UnitTree } from '../domain/unitTree.ts';

/**
 * The collectors of the reader's units, or of one subtree of them.
 *
 * @throws Problem `unit-missing`, `forbidden`
 */
export async function listCollectors(
  { collectors, tree }: { collectors: CollectorStore; tree: UnitTree },
  actor: Actor,
  within: UnitId | undefined,
  now: Date,
): Promise<Collector[]> {
  const today = localDayOf(now);
  if (within !== undefined) {
    if (tree.findUnit(within) === undefined) throw problems.unitMissing(within);
    demand(mayOn(tree, actor.grants, 'read-collectors', within, today));
  }
  const all = await collectors.listCollectors();
  return all.filter(
    ({ unit }) =>
      mayOn(tree, actor.grants, 'read-collectors', unit, today) &&
      (within === undefined || covers(tree, within, unit, today)),
  );
}

/** @throws Problem `collector-missing`, also for one that the reader may not see */
export async function getCollector(
  { collectors, tree }: { collectors: CollectorStore; tree: UnitTree },
  actor: Actor,
  code: string,
  now: Date,
): Promise<Collector> {
  const collector = await collectors.findCollector(code);
  if (
    collector === undefined ||
    !mayOn(tree, actor.grants, 'read-collectors', collector.unit, localDayOf(now))
  ) {
    throw problems.collectorMissing(code);
  }
  return collector;
}
