import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import type { ArchiveSource, SourceCollection } from '../../../server/storage/archive/archive.ts';
import { readArchive, verifyArchive } from '../../../server/storage/archive/readArchive.ts';
import { writeArchiveFile } from '../../../server/storage/archive/writeArchiveFile.ts';

const { BSON } = mongoose.mongo;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sipas-archive-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const collectionOf = (name: string, documents: readonly object[], more: Partial<SourceCollection> = {}) => ({
  name,
  indexes: [BSON.serialize({ v: 2, key: { _id: 1 }, name: '_id_' })],
  count: documents.length,
  documents: () => documents.map((document) => BSON.serialize(document as never)),
  ...more,
});

const sourceOf = (...collections: SourceCollection[]): ArchiveSource => ({
  startedAt: new Date('2026-03-01T00:00:00Z'),
  engine: 'embedded',
  isOneMoment: true,
  secretMark: '00ff',
  collections,
});

async function write(source: ArchiveSource, more: { mayOverwrite?: boolean; path?: string } = {}) {
  const path = more.path ?? join(folder, `${randomUUID()}.gz`);
  await writeArchiveFile(path, source, {
    mayOverwrite: more.mayOverwrite ?? false,
    onProgress: () => undefined,
  });
  return path;
}

const small = () =>
  sourceOf(collectionOf('units', [{ _id: 'vn' }, { _id: 'can-tho' }]), collectionOf('empty', []));

async function written(bytes: Uint8Array): Promise<string> {
  const path = join(folder, `${randomUUID()}.gz`);
  await writeFile(path, bytes);
  return path;
}

/** What verification says about it, without the path. */
async function verdictOn(bytes: Uint8Array): Promise<string> {
  const path = await written(bytes);
  try {
    await verifyArchive(path);
    return 'complete';
  } catch (error) {
    return (error as Error).message.replace(path, 'FILE');
  } finally {
    await rm(path);
  }
}

const CUT_OFF = 'FILE does not end where a backup ends: it was cut off. Use another backup.';

const linesOf = async (path: string) =>
  gunzipSync(await readFile(path))
    .toString()
    .trimEnd()
    .split('\n');
const zipped = (lines: readonly string[]) => gzipSync(lines.map((line) => `${line}\n`).join(''));

describe('an archive', () => {
  test('says what it holds', async () => {
    const path = await write(small());

    const { header, collections, documents } = await verifyArchive(path);

    expect(header).toEqual({
      startedAt: new Date('2026-03-01T00:00:00Z'),
      engine: 'embedded',
      isOneMoment: true,
      secretMark: '00ff',
      leftOut: [],
    });
    expect(collections.map(({ name, documents: count }) => [name, count])).toEqual([
      ['empty', 0],
      ['units', 2],
    ]);
    expect(documents).toBe(2);
  });

  test('is text that other programs can read', async () => {
    const lines = await linesOf(await write(small()));

    expect(lines.map((line) => line.slice(0, 14))).toEqual([
      '["archive",{"f',
      '["collection",',
      '["end",{"name"',
      '["collection",',
      '{"_id":"vn"}',
      '{"_id":"can-th',
      '["end",{"name"',
      '["complete",{"',
    ]);
  });

  test("has what refers to something before it, the audit log last, and nobody's session", async () => {
    const names = [
      'audit',
      'units',
      'sessions',
      'tallies',
      'leases',
      'submissions',
      'rateLimits',
      'auditHeads',
    ];
    const path = await write(sourceOf(...names.map((name) => collectionOf(name, [{ _id: 1 }]))));

    const { collections, header } = await verifyArchive(path);

    expect(collections.map(({ name, documents }) => `${name} ${documents}`)).toEqual([
      'submissions 1',
      'tallies 1',
      'leases 0',
      'rateLimits 0',
      'sessions 0',
      'units 1',
      'auditHeads 1',
      'audit 1',
    ]);
    expect(header.leftOut).toEqual(['leases', 'rateLimits', 'sessions']);
  });

  test('larger than any chunk comes back in the same order', async () => {
    const documents = Array.from({ length: 1_000 }, (_, n) => ({ _id: n, text: 'ă'.repeat(n % 900) }));
    const path = await write(
      sourceOf(collectionOf('many', [...documents, { _id: 'x', text: 'y'.repeat(1e6) }])),
    );

    const ids: unknown[] = [];
    for await (const part of readArchive(path)) {
      if (part.kind === 'documents') ids.push(...part.lines.map((line) => BSON.EJSON.parse(line)['_id']));
    }

    expect(ids).toEqual([...documents.map(({ _id }) => _id), 'x']);
  });

  test('of a store with an interrupted restore is not made', async () => {
    const path = join(folder, 'none.gz');

    await expect(write(sourceOf(collectionOf('unfinishedRestore', [])), { path })).rejects.toThrow(
      /restore into this store was interrupted/,
    );
    expect((await readdir(folder)).filter((name) => name.startsWith('none.gz'))).toEqual([]);
  });

  test('with a document that could not be written back is not made, and the document is named', async () => {
    const broken = Buffer.from('\x11\0\0\0\x10_id\0\x07\0\0\0\x06a\0\0', 'latin1');

    await expect(write(sourceOf(collectionOf('units', [], { documents: () => [broken] })))).rejects.toThrow(
      'A document of "units" cannot be backed up: it holds a value that could not be written back as it is. Its _id is 7.',
    );
  });
});

describe('the file', () => {
  test('can be read by its owner alone, and is never there by half', async () => {
    const path = join(folder, 'final.gz');
    let seen: string[] = [];
    const documents = async function* () {
      yield BSON.serialize({ _id: 1 });
      seen = (await readdir(folder)).filter((name) => name.startsWith('final.gz'));
    };

    await write(sourceOf(collectionOf('units', [], { documents })), { path });

    expect(seen).toEqual(['final.gz.partial']);
    expect((await readdir(folder)).filter((name) => name.startsWith('final.gz'))).toEqual(['final.gz']);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('is replaced only when that is said', async () => {
    const path = await write(small());
    const before = await readFile(path);

    await expect(write(sourceOf(), { path })).rejects.toThrow(/is there already.*--overwrite/);
    expect(await readFile(path)).toEqual(before);
    await write(sourceOf(), { path, mayOverwrite: true });
    expect((await verifyArchive(path)).documents).toBe(0);
  });

  test('of an interrupted backup is not taken over unasked', async () => {
    const path = join(folder, 'again.gz');
    await writeFile(`${path}.partial`, 'half');

    await expect(write(small(), { path })).rejects.toThrow(
      /again.gz.partial is there: another backup is writing it/,
    );
    await write(small(), { path, mayOverwrite: true });
    expect((await verifyArchive(path)).documents).toBe(2);
  });

  test('that fails leaves what was there before, and nothing beside it', async () => {
    const path = await write(small(), { path: join(folder, 'kept.gz') });
    const documents = async function* () {
      yield BSON.serialize({ _id: 1 });
      throw new Error('the disk is gone');
    };

    const failing = write(sourceOf(collectionOf('units', [], { documents })), { path, mayOverwrite: true });

    await expect(failing).rejects.toThrow('the disk is gone');
    expect((await verifyArchive(path)).documents).toBe(2);
    expect((await readdir(folder)).filter((name) => name.startsWith('kept.gz'))).toEqual(['kept.gz']);
  });
});

describe('an archive is refused', () => {
  test('cut off at whatever byte', async () => {
    const bytes = await readFile(await write(small()));

    const verdicts = new Set<string>();
    for (let length = 0; length < bytes.length; length++) {
      verdicts.add(await verdictOn(bytes.subarray(0, length)));
    }

    expect([...verdicts]).toEqual([CUT_OFF]);
  });

  test('with one bit turned anywhere, unless no reader looks at that bit', async () => {
    const bytes = await readFile(await write(small()));

    const accepted: Buffer[] = [];
    for (let at = 0; at < bytes.length; at++) {
      const turned = Buffer.from(bytes);
      turned[at]! ^= 1 << (at % 8);
      if ((await verdictOn(turned)) === 'complete') accepted.push(turned);
    }

    // RFC 1952: six bytes say when, how hard and on which system it was compressed, and the last block is padded.
    expect(accepted.length).toBeLessThanOrEqual(7);
    for (const turned of accepted) expect(gunzipSync(turned)).toEqual(gunzipSync(bytes));
  });

  test.each<[string, (lines: string[]) => string[], RegExp]>([
    ['a document changed', (lines) => lines.with(4, '{"_id":"hn"}'), /damaged.*checksum of "units"/],
    ['a document removed', (lines) => lines.toSpliced(4, 1), /damaged.*checksum of "units"/],
    ['a document twice', (lines) => lines.toSpliced(4, 0, lines[4]!), /damaged.*checksum of "units"/],
    [
      'two documents changed round',
      (lines) => lines.with(4, lines[5]!).with(5, lines[4]!),
      /checksum of "units"/,
    ],
    ['a collection removed', (lines) => lines.toSpliced(1, 2), /damaged.*checksum of the whole/],
    [
      'two collections changed round',
      (lines) => [0, 3, 4, 5, 6, 1, 2, 7].map((at) => lines[at]!),
      /of the whole/,
    ],
    [
      'an index added',
      (lines) => lines.with(3, lines[3]!.replace('_id_', 'x')),
      /damaged.*checksum of "units"/,
    ],
    [
      'the header changed',
      (lines) => lines.with(0, lines[0]!.replace('true', 'false')),
      /checksum of the whole/,
    ],
    ['its end removed', (lines) => lines.slice(0, -1), /it was cut off/],
    ['something after its end', (lines) => [...lines, '{"_id":1}'], /damaged.*follows its end/],
    ['a collection within another', (lines) => lines.toSpliced(2, 1), /damaged.*where it cannot be/],
    ['a document outside', (lines) => lines.toSpliced(1, 0, '{"_id":1}'), /damaged.*outside of a collection/],
    ['a line that is no JSON', (lines) => lines.toSpliced(1, 0, 'x'), /damaged.*cannot be read/],
    ['a line cut short', (lines) => lines.with(3, '["collection'), /damaged.*cannot be read/],
  ])('repacked with %s', async (_what, change, verdict) => {
    const lines = await linesOf(await write(small()));

    expect(await verdictOn(zipped(lines))).toBe('complete');
    expect(await verdictOn(zipped(change(lines)))).toMatch(verdict);
  });

  test('of a newer format, with a sentence', async () => {
    const lines = await linesOf(await write(small()));

    expect(await verdictOn(zipped(lines.with(0, lines[0]!.replace('"version":1', '"version":2'))))).toBe(
      'FILE was made by a newer version of this program (archive format 2; this one reads 1). Restore it with that version.',
    );
  });

  test('with bytes after it, or a second one', async () => {
    const bytes = await readFile(await write(small()));

    expect(await verdictOn(Buffer.concat([bytes, Buffer.from('x')]))).toBe(CUT_OFF);
    expect(await verdictOn(Buffer.concat([bytes, Buffer.from('no gzip')]))).toMatch(/damaged/);
    expect(await verdictOn(Buffer.concat([bytes, Buffer.alloc(100)]))).toMatch(/damaged.*follows its end/);
    expect(await verdictOn(Buffer.concat([bytes, bytes]))).toMatch(/damaged.*follows its end/);
  });

  test('that is something else', async () => {
    const notOurs = 'FILE is not a backup made by "npm run backup".';

    expect(await verdictOn(Buffer.from(''))).toBe(CUT_OFF);
    expect(await verdictOn(Buffer.from('PK\x03\x04'))).toBe(notOurs);
    expect(await verdictOn(zipped(['{"_id":1}']))).toBe(notOurs);
    expect(await verdictOn(zipped(['["archive",{"format":"tar","version":1}]']))).toBe(notOurs);
  });

  test('that is not there, with what to name instead', async () => {
    await expect(verifyArchive(join(folder, 'nowhere.gz'))).rejects.toThrow(
      /There is no file .*nowhere.gz; name one that "npm run backup" has written/,
    );
  });
});
