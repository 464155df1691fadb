import { StoreError } from '../errors.ts';
import { isDocument, type Document, type Maybe, type Value } from './value.ts';

/** A field path split at its dots. */
export type Path = readonly string[];

/** A path longer than this leads nowhere that a document could have. */
const MAX_PARTS = 200;

/** @throws StoreError 15 */
export function splitPath(path: string): Path {
  const parts = path.split('.', MAX_PARTS + 1);
  if (parts.length > MAX_PARTS) throw new StoreError(15, `a field path has more than ${MAX_PARTS} parts`);
  return parts;
}

export const isArrayIndex = (part: string): boolean => /^(0|[1-9]\d{0,8})$/.test(part);

/**
 * Receives what a path leads to. `index` is the position in the outermost array
 * on the way, −1 if there was none. True ends the visit.
 */
export type Visitor = (value: Maybe, index: number) => boolean;

/**
 * Visits the values that a query path means, by MongoDB's rules: an array on the
 * way stands for each document in it, and for the element whose number is the
 * next part of the path; an array at the end stands for its elements and (last)
 * for itself, unless `entersLeaf` is false. A missing field is visited as
 * undefined, but an array without documents on the way is visited as nothing.
 */
export function visitPath(
  document: Document,
  path: Path,
  at: number,
  entersLeaf: boolean,
  visit: Visitor,
  index = -1,
): boolean {
  const last = path.length - 1;
  let value: Maybe = document.get(path[at]!);
  while (at < last && value instanceof Map) value = value.get(path[++at]!);
  if (Array.isArray(value)) return visitArray(value, path, at + 1, entersLeaf, visit, index);
  return visit(at < last ? undefined : value, index);
}

function visitArray(
  array: readonly Value[],
  path: Path,
  at: number,
  entersLeaf: boolean,
  visit: Visitor,
  index: number,
): boolean {
  if (at === path.length) {
    if (entersLeaf) {
      for (let i = 0; i < array.length; i++) if (visit(array[i], index < 0 ? i : index)) return true;
    }
    return visit(array as Value[], index);
  }
  const offset = isArrayIndex(path[at]!) ? Number(path[at]) : -1;
  for (let i = 0; i < array.length; i++) {
    const element = array[i];
    const outer = index < 0 ? i : index;
    if (element instanceof Map && visitPath(element, path, at, entersLeaf, visit, outer)) return true;
    if (i !== offset) continue;
    if (at + 1 === path.length) {
      if (visit(element, outer)) return true;
    } else if (element instanceof Map) {
      if (visitPath(element, path, at + 1, entersLeaf, visit, outer)) return true;
    } else if (Array.isArray(element)) {
      if (visitArray(element, path, at + 1, entersLeaf, visit, outer)) return true;
    }
  }
  return false;
}

/** What a field path means in an expression: arrays on the way become arrays of what was found. */
export function resolveExpressionPath(value: Maybe, path: Path, at: number): Maybe {
  for (; at < path.length; at++) {
    if (value instanceof Map) value = value.get(path[at]!);
    else if (Array.isArray(value)) {
      const found: Value[] = [];
      for (const element of value) {
        // An array directly within an array is not looked into.
        if (!isDocument(element)) continue;
        const inner = resolveExpressionPath(element, path, at);
        if (inner !== undefined) found.push(inner);
      }
      return found;
    } else return undefined;
  }
  return value;
}
