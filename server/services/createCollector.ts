import { randomInt } from 'node:crypto';
import type { Channel, Collector, CollectorStore } from '../domain/campaign.ts';
import { localDayOf } from '../domain/day.ts';
import { problems } from '../domain/problem.ts';
import { demand, mayOn } from '../domain/rights.ts';
import type { Actor } from '../domain/staff.ts';
import type { UnitId, UnitKind } from '../domain/unit.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { actorOf, auditEffect } from './auditEffect.ts';

/** Crockford's: no I, L, O, U, so that nothing on a poster can be misread. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_CHARACTERS = 5;
/** With a hundred thousand of 33 million codes taken, one draw in 335 collides. */
const DRAWS = 20;

/** Who serves people. */
const SERVING: readonly UnitKind[] = ['commune', 'agency', 'counter'];

export interface NewCollector {
  unit: UnitId;
  channel: Channel;
  label: string;
  procedure?: string;
}

/**
 * Makes a point where answers come in, with a random code that no other has.
 * It is open and serves no campaign yet.
 *
 * @throws Problem `unit-missing`, `forbidden`, `request-invalid`
 */
export async function createCollector(
  { collectors, tree }: { collectors: CollectorStore; tree: UnitTree },
  actor: Actor,
  { unit, channel, label, procedure }: NewCollector,
  now: Date,
): Promise<Collector> {
  const today = localDayOf(now);
  const found = tree.findUnit(unit);
  if (found === undefined) throw problems.unitMissing(unit);
  demand(mayOn(tree, actor.grants, 'manage-collectors', unit, today));
  if (!SERVING.includes(found.kind) || !tree.existsOn(unit, today)) {
    throw problems.requestInvalid(['unit: must be a commune, agency or counter that exists today']);
  }

  for (let draw = 0; draw < DRAWS; draw++) {
    const collector: Collector = {
      code: randomCode(),
      unit,
      channel,
      label,
      ...(procedure === undefined ? {} : { procedure }),
      assignments: [],
      isOpen: true,
    };
    const isNew = await collectors.insertCollector(collector, [
      auditEffect({
        at: now,
        actor: actorOf(actor),
        action: 'collector-created',
        subject: { kind: 'collector', id: collector.code },
        unit,
        after: { channel, label, ...(procedure === undefined ? {} : { procedure }) },
      }),
    ]);
    if (isNew) return collector;
  }
  throw new Error(`createCollector: ${DRAWS} codes in a row were taken`);
}

const randomCode = (): string =>
  Array.from({ length: CODE_CHARACTERS }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
