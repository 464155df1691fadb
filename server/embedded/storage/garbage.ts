import type { Catalog } from './catalog.ts';
import type { Collections } from './collections.ts';
import type { Environment } from './environment.ts';

const PIECE = 2_000;

/** Removes what dropped collections and indexes left, piece by piece; goes on after a restart. */
export async function sweepGarbage({
  environment,
  catalog,
  collections,
}: {
  environment: Environment;
  catalog: Catalog;
  collections: Collections;
}): Promise<void> {
  let isLeft = true;
  while (isLeft) {
    isLeft = await environment.write(() => {
      const [first, ...others] = catalog.garbage();
      if (first === undefined) return false;
      const isCleared = collections.clearRange(first.table, first.id, PIECE);
      if (isCleared) catalog.forgetGarbage(first.id);
      return !isCleared || others.length > 0;
    });
  }
}

/** Takes back index builds that a crash interrupted: nobody was told that they exist. */
export function rollBackBuilds(catalog: Catalog): void {
  for (const info of catalog.current().collections.values()) {
    for (const index of info.indexes) if (index.isBuilding) catalog.removeIndex(info.namespace, index);
  }
}
