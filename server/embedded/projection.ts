import { badValue, StoreError, unsupported } from './errors.ts';
import { compileExpression, type Expression } from './expressions.ts';
import { compileCondition, parseFilter } from './matcher.ts';
import { isComputable } from './values/arithmetic.ts';
import { splitPath, type Path } from './values/paths.ts';
import { asInteger, isDocument, isTruthy, type Document, type Maybe, type Value } from './values/value.ts';

export type Transform = (document: Document) => Document;

type Leaf =
  | { kind: 'include' }
  | { kind: 'exclude' }
  | { kind: 'compute'; expression: Expression }
  | { kind: 'slice'; slice: (array: Value[]) => Value[] }
  | { kind: 'elemMatch'; find: (array: Value[]) => Maybe };

type Node = Leaf | { kind: 'fields'; fields: Map<string, Node> };

type Fields = Map<string, Node>;

/**
 * A projection of `find` or `$project`: fields to keep, or fields to leave out,
 * never both (but for `_id`); computed fields count as kept.
 */
export function compileProjection(projection: Document, command: 'find' | '$project'): Transform {
  if (projection.size === 0) {
    if (command === '$project')
      throw new StoreError(
        51272,
        'Invalid $project :: caused by :: projection specification must have at least one field',
      );
    return (document) => document;
  }
  const fields: Fields = new Map();
  const kinds = new Set<string>();
  let id: boolean | undefined;

  const add = (path: string, value: Value): void => {
    if (isDocument(value) && value.size === 0)
      throw new StoreError(
        51270,
        `An empty sub-projection is not a valid value. Found empty object at path ${path}`,
      );
    if (isSubProjection(value)) {
      for (const [name, inner] of value) add(`${path}.${name}`, inner);
      return;
    }
    const leaf = parseLeaf(path, value, command);
    if (path === '_id' && (leaf.kind === 'include' || leaf.kind === 'exclude')) {
      id = leaf.kind === 'include';
      return;
    }
    kinds.add(leaf.kind);
    place(fields, splitPath(path), leaf, path);
  };
  for (const [path, value] of projection) add(path, value);

  if (kinds.has('exclude') && (kinds.has('include') || kinds.has('compute'))) {
    const path = [...projection.keys()].find((name) => name !== '_id');
    throw new StoreError(
      kinds.has('include') ? 31254 : 31252,
      `Invalid projection: cannot do exclusion on a field in inclusion projection (near ${path})`,
    );
  }
  // Where nothing is plainly kept or left out, MongoDB decides by the rest.
  const isUndecided = !kinds.has('include') && !kinds.has('compute') && !kinds.has('exclude');
  const isInclusion = isUndecided
    ? id === true || (kinds.has('elemMatch') && !kinds.has('slice'))
    : !kinds.has('exclude');
  if (!isInclusion) {
    if (id === false) fields.set('_id', { kind: 'exclude' });
    return (document) => excludeFields(document, fields);
  }
  return (document) => {
    const result: Document = new Map();
    const ownId = document.get('_id');
    if (id !== false && ownId !== undefined && !fields.has('_id')) result.set('_id', ownId);
    return includeFields(document, fields, result, document);
  };
}

/** A document of fields rather than of one operator. */
const isSubProjection = (value: Value): value is Document =>
  isDocument(value) && value.size > 0 && ![...value.keys()][0]!.startsWith('$');

/** `$addFields`: everything stays, some fields are set. */
export function compileAddFields(definition: Document): Transform {
  const fields: Fields = new Map();
  const add = (path: string, value: Value): void => {
    if (isSubProjection(value)) {
      for (const [name, inner] of value) add(`${path}.${name}`, inner);
      return;
    }
    place(fields, splitPath(path), { kind: 'compute', expression: compileExpression(value) }, path);
  };
  for (const [path, value] of definition) add(path, value);
  return (document) => computeFields(document, fields, document);
}

/** `$unset`. */
export function compileUnset(paths: readonly string[]): Transform {
  const fields: Fields = new Map();
  for (const path of paths) place(fields, splitPath(path), { kind: 'exclude' }, path);
  return (document) => excludeFields(document, fields);
}

function parseLeaf(path: string, value: Value, command: 'find' | '$project'): Leaf {
  if (path.startsWith('$')) throw badValue(`FieldPath field names may not start with '$': ${path}`);
  if (path.endsWith('.$')) throw unsupported(`the positional projection '${path}'`);
  if (typeof value === 'boolean' || isComputable(value))
    return { kind: isTruthy(value) ? 'include' : 'exclude' };
  if (isDocument(value) && command === 'find') {
    const [name = ''] = value.keys();
    if (name === '$slice') return { kind: 'slice', slice: parseSlice(value.get('$slice')!) };
    if (name === '$elemMatch') {
      if (path.includes('.'))
        throw new StoreError(31275, 'Cannot use $elemMatch projection on a nested field.');
      return { kind: 'elemMatch', find: parseElemMatch(value.get('$elemMatch')!) };
    }
    if (name === '$meta') throw unsupported('the projection $meta');
  }
  try {
    return { kind: 'compute', expression: compileExpression(value) };
  } catch (error) {
    // MongoDB has a code of its own for a projection that begins with an unknown name.
    if (error instanceof StoreError && error.code === 168) throw new StoreError(31325, error.message);
    throw error;
  }
}

function parseSlice(operand: Value): (array: Value[]) => Value[] {
  if (Array.isArray(operand) && typeof operand[0] === 'string') throw unsupported('the expression $slice');
  const numbers = (Array.isArray(operand) ? operand : [operand]).map(asInteger);
  const [first, count] = numbers;
  if (
    first === undefined ||
    (Array.isArray(operand) && (numbers.length !== 2 || count === undefined || count <= 0))
  ) {
    throw new StoreError(
      28724,
      '$slice needs a whole number, or a position and a positive number of elements',
    );
  }
  if (count === undefined) return (array) => (first < 0 ? array.slice(first) : array.slice(0, first));
  return (array) => {
    const start = first < 0 ? Math.max(0, array.length + first) : first;
    return array.slice(start, start + count);
  };
}

function parseElemMatch(operand: Value): (array: Value[]) => Maybe {
  if (!isDocument(operand)) throw badValue('elemMatch: Invalid argument, object required');
  const matches = compileCondition(parseFilter(new Map([['x', new Map([['$elemMatch', operand]])]])));
  return (array) => array.find((item) => matches(new Map([['x', [item]]])));
}

function place(fields: Fields, parts: Path, leaf: Leaf, path: string): void {
  let at = fields;
  for (const [i, part] of parts.entries()) {
    if (part === '')
      throw new StoreError(40353, `FieldPath must not end with a '.', or have empty parts: ${path}`);
    if (part.startsWith('$'))
      throw new StoreError(16410, `FieldPath field names may not start with '$': ${path}`);
    const known = at.get(part);
    const isLast = i === parts.length - 1;
    if (known !== undefined && isLast) throw new StoreError(31250, `Path collision at ${path}`);
    if (known !== undefined && known.kind !== 'fields')
      throw new StoreError(31249, `Path collision at ${path}`);
    if (isLast) at.set(part, leaf);
    else if (known?.kind === 'fields') at = known.fields;
    else {
      const inner: Fields = new Map();
      at.set(part, { kind: 'fields', fields: inner });
      at = inner;
    }
  }
}

function includeFields(document: Document, fields: Fields, result: Document, root: Document): Document {
  for (const [name, value] of document) {
    const node = fields.get(name);
    if (node === undefined) continue;
    const kept = include(value, node, root);
    if (kept !== undefined) result.set(name, kept);
  }
  for (const [name, node] of fields) {
    if (node.kind === 'compute' || node.kind === 'elemMatch') {
      const value =
        node.kind === 'compute' ? node.expression.evaluate(root) : matchIn(document.get(name), node);
      if (value !== undefined) result.set(name, value);
    } else if (node.kind === 'fields' && computes(node) && !document.has(name)) {
      result.set(name, includeFields(new Map(), node.fields, new Map(), root));
    }
  }
  return result;
}

function include(value: Value, node: Node, root: Document): Maybe {
  switch (node.kind) {
    case 'include':
      return value;
    case 'slice':
      return Array.isArray(value) ? node.slice(value) : value;
    case 'fields':
      if (value instanceof Map) return includeFields(value, node.fields, new Map(), root);
      if (Array.isArray(value)) {
        return value
          .map((item) => include(item, node, root))
          .filter((item): item is Value => item !== undefined);
      }
      return computes(node) ? includeFields(new Map(), node.fields, new Map(), root) : undefined;
    default:
      return undefined;
  }
}

function matchIn(value: Maybe, { find }: Extract<Leaf, { kind: 'elemMatch' }>): Maybe {
  const found = Array.isArray(value) ? find(value) : undefined;
  return found === undefined ? undefined : [found];
}

const computes = (node: Node): boolean =>
  node.kind === 'compute' || (node.kind === 'fields' && [...node.fields.values()].some(computes));

function excludeFields(document: Document, fields: Fields): Document {
  const result: Document = new Map();
  for (const [name, value] of document) {
    const node = fields.get(name);
    const kept = node === undefined ? value : exclude(value, node);
    if (kept !== undefined) result.set(name, kept);
  }
  return result;
}

function exclude(value: Value, node: Node): Maybe {
  if (node.kind === 'exclude') return undefined;
  if (node.kind === 'slice') return Array.isArray(value) ? node.slice(value) : value;
  if (node.kind === 'elemMatch') return matchIn(value, node);
  if (node.kind !== 'fields') return value;
  if (value instanceof Map) return excludeFields(value, node.fields);
  if (Array.isArray(value)) return value.map((item) => exclude(item, node)!);
  return value;
}

function computeFields(document: Document, fields: Fields, root: Document): Document {
  const result: Document = new Map(document);
  for (const [name, node] of fields) {
    const value = computeValue(document.get(name), node, root);
    if (value === undefined) result.delete(name);
    else result.set(name, value);
  }
  return result;
}

function computeValue(value: Maybe, node: Node, root: Document): Maybe {
  if (node.kind === 'compute') return node.expression.evaluate(root);
  if (node.kind !== 'fields') return value;
  if (Array.isArray(value)) return value.map((item) => computeValue(item, node, root)!);
  return computeFields(value instanceof Map ? value : new Map(), node.fields, root);
}
