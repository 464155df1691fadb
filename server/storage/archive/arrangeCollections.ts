import type { SourceCollection } from './archive.ts';

/**
 * The order in which collections are read. Where a backup is not one moment,
 * what refers to others is read before what it refers to, so that nothing in
 * the archive points at something that came later; and the audit log comes
 * last, so that no entry is missing whose cause is there.
 */
const FIRST = ['submissions', 'submissionsKeptAside', 'tallies', 'collectors', 'campaigns'];
const LAST = ['auditHeads', 'audit'];

/**
 * Who is signed in, who recounts, who has tried too often: nothing that should
 * come back. A session that was ended after the backup would be open again.
 */
const OF_THE_MOMENT = new Set(['leases', 'rateLimits', 'sessions']);

/** The collections in reading order; of those of the moment only the indexes are kept. */
export function arrangeCollections(collections: readonly SourceCollection[]): {
  collections: SourceCollection[];
  leftOut: string[];
} {
  const place = ({ name }: SourceCollection): number => {
    if (FIRST.includes(name)) return FIRST.indexOf(name) - FIRST.length;
    return LAST.indexOf(name) + 1;
  };
  const arranged = [...collections]
    .sort((one, other) => place(one) - place(other) || (one.name < other.name ? -1 : 1))
    .map((collection) =>
      OF_THE_MOMENT.has(collection.name) ? { ...collection, count: 0, documents: () => [] } : collection,
    );
  return {
    collections: arranged,
    leftOut: arranged.map(({ name }) => name).filter((name) => OF_THE_MOMENT.has(name)),
  };
}
