import type { Engine } from './commands/command.ts';
import { compileCondition, parseFilter } from './matcher.ts';
import { planQuery } from './planner.ts';
import { Scan, type Row } from './scan.ts';
import type { CollectionInfo, IndexInfo } from './storage/catalog.ts';
import { PAUSE, Turn } from './turn.ts';
import type { Value } from './values/value.ts';

const PIECE = 500;

/** Removes the documents whose date in a TTL index is older than the index allows. */
export async function removeExpired(engine: Engine, now: Date): Promise<void> {
  const due = [...engine.catalog.current().collections.values()].flatMap((collection) =>
    collection.indexes
      .filter(({ expireAfterSeconds, isBuilding }) => expireAfterSeconds !== undefined && !isBuilding)
      .map((index) => ({ collection, index })),
  );
  for (const { collection, index } of due) {
    let isLeft = true;
    while (isLeft) isLeft = await engine.environment.write(() => removePiece(engine, collection, index, now));
  }
}

/** True when there may be more. */
function removePiece(
  engine: Engine,
  { id, namespace }: CollectionInfo,
  index: IndexInfo,
  now: Date,
): boolean {
  const collection = engine.catalog.find(namespace);
  const current = collection?.indexes.find((one) => one.id === index.id);
  if (collection?.id !== id || current === undefined) return false;

  const [field] = current.fields;
  const threshold = new Date(now.getTime() - current.expireAfterSeconds! * 1_000);
  // Of several dates in an array the earliest counts, which is what the range of the index finds.
  const filter = new Map<string, Value>([[field!.path, new Map([['$lte', threshold]])]]);
  for (const [path, condition] of current.partial?.filter ?? []) {
    if (path === field!.path)
      filter.set('$and', [new Map([[path, filter.get(path)!]]), new Map([[path, condition]])]);
    else filter.set(path, condition);
  }
  if (filter.has('$and')) filter.delete(field!.path);
  const condition = parseFilter(filter);
  const plan = planQuery(collection, condition, [], current.name);
  const turn = new Turn(undefined).undivided;
  const scan = new Scan(engine.collections, collection, plan, compileCondition(condition), () => turn);
  const rows: Row[] = [];
  while (rows.length < PIECE) {
    const row = scan.next();
    if (row === undefined || row === PAUSE) break;
    rows.push(row);
  }
  scan.pause();
  for (const row of rows) {
    engine.collections.remove(engine.catalog.get(namespace), row.record, row.document, row.bytes!.length);
  }
  return rows.length === PIECE;
}
