/**
 * What an archive is: gzip over lines of text.
 *
 *   ["archive", {…}]       format, version, when, from where
 *   ["collection", {…}]    name, options, definitions of its indexes
 *   {"_id":…}              one line per document (documentLine.ts)
 *   ["end", {…}]           how many documents, SHA-256 over the lines since ["collection"
 *   …                      the next collection
 *   ["complete", {…}]      how many collections, SHA-256 over all lines before
 *
 * Lines of documents begin with {, all others with [.
 */
import type { Restorable } from './documentLine.ts';

export const FORMAT = 'sipas-archive';
/** Raised whenever an older program can no longer read what this one writes. */
export const FORMAT_VERSION = 1;

/** What is said of an archive as a whole. */
export interface ArchiveHeader {
  /** By the store's clock, before the first document was read. */
  startedAt: Date;
  engine: 'embedded' | 'mongodb';
  /** Everything as it was at `startedAt`; else each collection as its cursor went through it, one after the other. */
  isOneMoment: boolean;
  /** Tells whether the target has the same secret; undefined where there was none. */
  secretMark?: string;
  /** Collections whose documents were left out: they mean nothing later. */
  leftOut: readonly string[];
}

export interface SourceCollection {
  name: string;
  /** As listCollections shows them; absent when there are none. */
  options?: Uint8Array;
  /** BSON, as listIndexes shows them. */
  indexes: readonly Uint8Array[];
  /** For progress alone. */
  count: number;
  /** BSON as stored. */
  documents(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** What is backed up. */
export interface ArchiveSource extends Omit<ArchiveHeader, 'leftOut'> {
  collections: readonly SourceCollection[];
}

export interface ArchivedCollection {
  name: string;
  options?: Restorable;
  indexes: readonly Restorable[];
}

/** What reading an archive yields, in this order. */
export type ArchivePart =
  | { kind: 'archive'; header: ArchiveHeader }
  | { kind: 'collection'; collection: ArchivedCollection }
  | { kind: 'documents'; lines: readonly string[] }
  | { kind: 'end'; name: string; documents: number };

/** What an archive holds, once all of it has been read and every checksum agreed. */
export interface ArchiveContent {
  header: ArchiveHeader;
  collections: readonly (ArchivedCollection & { documents: number })[];
  documents: number;
}

/** How far the work on one collection is; without a total where nobody can know it. */
export interface Progress {
  collection: string;
  what: 'documents' | 'indexes';
  done: number;
  total?: number;
}

export type OnProgress = (progress: Progress) => void;
