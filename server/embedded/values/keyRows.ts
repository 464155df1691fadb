import { StoreError } from '../errors.ts';
import { EMPTY_ARRAY, type Indexable } from './keys.ts';
import { isArrayIndex, type Path } from './paths.ts';
import type { Document, Value } from './value.ts';

export interface KeyRows {
  rows: Indexable[][];
  /** An array was met. */
  isMultikey: boolean;
}

/** How far one path has been followed; without `parts`, to its end. */
interface Place {
  value: Indexable;
  parts?: Path;
  at?: number;
}

/**
 * The values under which an index files a document, and by which a sort orders
 * it: one row, or one per element when a path leads to or through an array.
 * Arrays directly within arrays are values like any other. A number in a path
 * means that element of an array.
 *
 * @throws StoreError 171 when two paths lead to different arrays
 */
export function keyRows(document: Document, paths: readonly Path[]): KeyRows {
  const plain = plainRow(document, paths);
  if (plain !== undefined) return { rows: [plain], isMultikey: false };
  const rows: Indexable[][] = [];
  expand(
    paths.map((parts) => ({ value: document, parts, at: 0 })),
    rows,
  );
  return { rows, isMultikey: true };
}

/** The only row of a document without arrays on the paths. */
function plainRow(document: Document, paths: readonly Path[]): Indexable[] | undefined {
  const row: Indexable[] = [];
  for (const parts of paths) {
    let value: Indexable = document;
    let at = 0;
    while (at < parts.length && value instanceof Map) value = value.get(parts[at++]!);
    if (Array.isArray(value)) return undefined;
    row.push(at < parts.length ? undefined : value);
  }
  return row;
}

function expand(places: readonly Place[], rows: Indexable[][]): void {
  let array: Value[] | undefined;
  const followed = places.map((place) => {
    const next = follow(place);
    if (next.parts !== undefined) {
      if (array !== undefined && array !== next.value)
        throw new StoreError(171, 'cannot index parallel arrays');
      array = next.value as Value[];
    }
    return next;
  });
  if (array === undefined) rows.push(followed.map(({ value }) => value));
  else {
    const elements: Indexable[] = array.length === 0 ? [EMPTY_ARRAY] : array;
    for (const element of elements)
      expand(
        followed.map((place) => enter(place, element)),
        rows,
      );
  }
}

/** Goes on to the end of the path or to an array that stands for its elements. */
function follow({ value, parts, at = 0 }: Place): Place {
  if (parts === undefined) return { value };
  for (;;) {
    while (at < parts.length && value instanceof Map) value = value.get(parts[at++]!);
    if (!Array.isArray(value)) return { value: at < parts.length ? undefined : value };
    const part = parts[at];
    if (part === undefined || !isArrayIndex(part) || Number(part) >= value.length)
      return { value, parts, at };
    if (value.some((element) => element instanceof Map && element.has(part))) {
      throw new StoreError(16746, `Ambiguous field name found in array, field: '${part}'`);
    }
    value = value[Number(part)];
    if (++at === parts.length) return { value };
  }
}

function enter({ value, parts, at }: Place, element: Indexable): Place {
  if (parts === undefined) return { value };
  if (at === parts.length) return { value: element };
  return element instanceof Map ? { value: element, parts, at: at! } : { value: undefined };
}
