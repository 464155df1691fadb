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
  // A start on a full disk must not write for nothing.
  let isLeft = catalog.garbage().length > 0;
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
export async function rollBackBuilds(environment: Environment, catalog: Catalog): Promise<void> {
  const unfinished = [...catalog.current().collections.values()].flatMap(({ namespace, indexes }) =>
    indexes.filter(({ isBuilding }) => isBuilding).map((index) => ({ namespace, index })),
  );
  if (unfinished.length === 0) return;
  await environment.write(() => {
    for (const { namespace, index } of unfinished) catalog.removeIndex(namespace, index);
  });
}
