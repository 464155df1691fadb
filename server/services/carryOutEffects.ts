import type { AuditLog } from '../domain/audit.ts';
import type { Effect, EffectSource, PendingEffects } from '../domain/effect.ts';

const BATCH = 100;

/**
 * Carries out what changes still owe, and takes it off their documents
 * (decision 0012). A crash in between only means that an effect is carried out
 * twice, which its key makes harmless; any number of processes may run this.
 *
 * @returns how many were carried out
 * @throws what the first failing effect threw, after all others had their turn
 */
export async function carryOutEffects({
  pending,
  audit,
}: {
  pending: PendingEffects;
  audit: AuditLog;
}): Promise<number> {
  let carriedOut = 0;
  const failures: unknown[] = [];
  const failed: EffectSource[] = [];
  for (;;) {
    const owed = await pending.findPending(BATCH, failed);
    for (const each of owed) {
      try {
        await carryOut(each.effect, audit);
        await pending.remove(each);
        carriedOut += 1;
      } catch (error) {
        failures.push(error);
        failed.push(each.source);
      }
    }
    if (owed.length >= BATCH) continue;
    if (failures.length > 0) throw failures[0];
    return carriedOut;
  }
}

function carryOut(effect: Effect, audit: AuditLog): Promise<void> {
  switch (effect.kind) {
    case 'audit':
      return audit.append({ key: effect.key, ...effect.entry });
  }
}
