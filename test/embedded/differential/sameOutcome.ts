import type { Doc } from '../behaviour/openCollections.ts';
import { inOrderOfNames, type Outcome } from './sideBySide.ts';

/**
 * Whether two engines mean the same. Where the second engine of our tests (DocumentDB) does something else than MongoDB's
 * manual says, the manual wins: those places are listed here, as narrowly as they can be told, or kept out by the generators.
 */
export function isSameOutcome(command: Doc, own: Outcome, other: Outcome): boolean {
  // What the embedded store refuses by name is not compared.
  if (own.code === 238 || own.text === other.text) return true;
  // Some documents end the other engine, which comes back by itself; 115 is how it refuses by name.
  if (other.code === 1 || other.code === 115) return true;
  if ('aggregate' in command) return isSameRun(command['pipeline'] as Doc[], own, other);
  if ('update' in command) return isSameUpdate((command['updates'] as Doc[])[0]!, own, other);
  if ('find' in command) return isSameRead(command, own, other);
  return false;
}

function isSameRun(pipeline: readonly Doc[], own: Outcome, other: Outcome): boolean {
  const isSimple = pipeline.length === 1;
  // Of several faults each engine meets another one first, and where no row comes so far, none.
  if (own.code !== undefined && !isSimple && (other.code !== undefined || other.count === 0)) return true;
  // Rows that nobody asks for are computed there all the same.
  if (own.code === undefined && other.code !== undefined && pipeline.some((stage) => '$limit' in stage))
    return true;
  // A null makes the result null, whatever else is added: https://www.mongodb.com/docs/manual/reference/operator/aggregation/add/
  const isArithmetic = /"\$(add|subtract|multiply|divide|mod)"/.test(JSON.stringify(pipeline));
  const ownRows = JSON.stringify((JSON.parse(own.text) as { rows?: Doc[] }).rows ?? []);
  if (other.code === 14 && isArithmetic && ownRows.includes('null')) return true;
  // It merges stages into one and then finds its own paths in conflict.
  if (other.code === 31249 && own.code === undefined) return true;
  // Whether a product of whole numbers and doubles that is nothing is −0 is nobody's promise.
  const isProduct = JSON.stringify(pipeline).includes('"$multiply"');
  if (isProduct && own.text.replaceAll('"-0.0"', '"0.0"') === other.text.replaceAll('"-0.0"', '"0.0"'))
    return true;
  // New fields stand elsewhere there. One replaces a field in place, and $project keeps to its own order:
  // https://www.mongodb.com/docs/manual/reference/operator/aggregation/addFields/#overwriting-an-existing-field
  const addsFields = pipeline.some((stage) =>
    ['$addFields', '$set', '$project'].some((name) => name in stage),
  );
  // Which of two equal numbers stands for both in a key or in a set is nobody's promise. Keys that are documents
  // sort by the order of their fields.
  if (pipeline.some((stage) => '$group' in stage)) {
    const [mine, others] = [own, other].map(({ text }) => groupsOf(text, addsFields));
    return mine === others;
  }
  return addsFields && !isSimple && inOrderOfNames(own.text) === inOrderOfNames(other.text);
}

/** With numbers of one type in the keys and sets of groups, and fields in the order of their names. */
function groupsOf(text: string, inAnyOrder: boolean): string {
  const { rows = [], ...rest } = JSON.parse(text) as { rows?: Doc[] };
  const plain = (key: unknown): unknown =>
    JSON.parse(
      JSON.stringify(key)
        .replace(/\{"\$number\w+":"(-?\d+)(\.0)?"\}/g, '$1')
        .replaceAll('-0', '0'),
    );
  const groups = rows.map((row) =>
    inOrderOfNames(
      JSON.stringify(
        Object.fromEntries(
          Object.entries(row).map(([name, one]) => [
            name,
            name === '_id' || name === 'set' ? plain(one) : one,
          ]),
        ),
      ),
    ),
  );
  return JSON.stringify({ ...rest, groups: inAnyOrder ? groups.sort() : groups });
}

function isSameUpdate({ u, upsert, multi }: Doc, own: Outcome, other: Outcome): boolean {
  // It counts documents as modified that stayed the same:
  // https://www.mongodb.com/docs/manual/reference/command/update/#mongodb-data-update.nModified
  const uncounted = [own, other].map(({ text }) => text.replace(/"nModified":\{[^}]*\}/, ''));
  if (uncounted[0] === uncounted[1]) return true;
  // It fails where $unset has nothing to remove, and where the array that matched is not the one that is changed:
  // https://www.mongodb.com/docs/manual/reference/operator/update/unset/#behavior
  const isPositional = /\.\$[."]/.test(JSON.stringify(u));
  if (own.code === undefined) {
    const isBlocked = other.code === 28 || other.code === 2;
    return (isBlocked && '$unset' in (u as Doc)) || (other.code === 2 && isPositional);
  }
  // It adds and multiplies without what $and and $in say of the new document:
  // https://www.mongodb.com/docs/manual/reference/method/db.collection.updateOne/#upsert-with-duplicate-values
  if (upsert === true && own.code === 14) return true;
  // An upsert may be at fault in what it matches too.
  if (upsert === true && other.code !== undefined) return true;
  // https://www.mongodb.com/docs/manual/reference/operator/update/rename/#behavior
  if ('$rename' in (u as Doc)) return true;
  // Where no item of the array matched, and nothing is to be taken away, it is content:
  // https://www.mongodb.com/docs/manual/reference/operator/update/positional/#behavior
  if (isPositional && own.code === 2 && other.text.includes('"nModified":{"$numberInt":"0"}')) return true;
  // An update that makes no sense fails even where nothing matches.
  if (other.code === undefined) return other.count === 0;
  const changes = Object.entries(u as Record<string, Doc>).flatMap(([name, paths]) =>
    Object.keys(paths ?? {}).map((path) => ({ name, path })),
  );
  const [change] = changes;
  return (
    // Of several faults, or documents, each engine meets another one first.
    changes.length > 1 ||
    multi === true ||
    // How a path is blocked by an array, it says in another way.
    (own.code === 28 && other.code === 9) ||
    // https://www.mongodb.com/docs/manual/reference/operator/update/pop/#behavior
    change?.name === '$pop' ||
    // Of an array that is not there it says that the path is blocked:
    // https://www.mongodb.com/docs/manual/reference/operator/update/positional/#behavior
    change?.path.includes('$') === true
  );
}

/**
 * New fields stand in the order of the operators there, and in the order of their names in MongoDB:
 * https://www.mongodb.com/docs/manual/reference/operator/update/#behavior
 */
const isSameRead = ({ comment }: Doc, own: Outcome, other: Outcome): boolean =>
  comment === 'after an update' && inOrderOfNames(own.text) === inOrderOfNames(other.text);
