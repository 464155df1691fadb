import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import expressStaticGzip from 'express-static-gzip';
import type { PageAssets } from '../domain/citizenView.ts';

export interface ClientAssets {
  citizen: PageAssets;
  staff: LinkedAssets;
}

/** Hashed addresses of what a page loads. */
export interface LinkedAssets {
  script: string;
  /** Parts of the script that it asks for at once. */
  preloads: readonly string[];
  styles: readonly string[];
}

interface ManifestEntry {
  file: string;
  css?: string[];
  imports?: string[];
}

const bare = { script: '/assets/not-built.js', preloads: [] };

/**
 * What the pages of both applications load, from the manifest of the build;
 * addresses that lead nowhere where no build is given.
 *
 * @throws Error that says to build when there is no manifest, or an entry is not in it
 */
export function clientAssets(clientDir: string | undefined): ClientAssets {
  if (clientDir === undefined) return { citizen: { ...bare, css: '' }, staff: { ...bare, styles: [] } };
  const manifest = readManifest(clientDir);
  const { styles, ...citizen } = assetsOf(manifest, 'client/citizen/main.tsx');
  return {
    citizen: {
      ...citizen,
      css: styles.map((style) => readFileSync(join(clientDir, style), 'utf8')).join(''),
    },
    staff: assetsOf(manifest, 'client/staff/main.tsx'),
  };
}

function readManifest(clientDir: string): Record<string, ManifestEntry> {
  const path = join(clientDir, '.vite', 'manifest.json');
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, ManifestEntry>;
  } catch (error) {
    throw new Error(`The client is not built (${path} cannot be read). Run "npm run build".`, {
      cause: error,
    });
  }
}

function assetsOf(manifest: Record<string, ManifestEntry>, entryName: string): LinkedAssets {
  const entry = manifest[entryName];
  if (entry === undefined) {
    throw new Error(`The built client does not hold ${entryName}. Run "npm run build".`);
  }
  const parts = importsOf(manifest, entry, new Set());
  const address = (file: string) => `/${file}`;
  return {
    script: address(entry.file),
    preloads: parts.map(({ file }) => address(file)),
    styles: [...new Set([...parts, entry].flatMap(({ css = [] }) => css))].map(address),
  };
}

/** What an entry imports at once, itself not included, each part once. */
function importsOf(
  manifest: Record<string, ManifestEntry>,
  { imports = [] }: ManifestEntry,
  seen: Set<string>,
): ManifestEntry[] {
  return imports.flatMap((name) => {
    const part = manifest[name];
    if (part === undefined || seen.has(name)) return [];
    seen.add(name);
    return [...importsOf(manifest, part, seen), part];
  });
}

/**
 * GET /assets/…: compressed copies lie beside the files; names carry a hash, so
 * they may be kept for ever. What lies at the top (the icon) may be kept a day.
 */
export function serveAssets(clientDir: string): RequestHandler {
  const files = expressStaticGzip(clientDir, {
    enableBrotli: true,
    orderPreference: ['br', 'gz'],
    index: false,
    serveStatic: {
      index: false,
      dotfiles: 'ignore',
      setHeaders: (res, path) => {
        const isHashed = /[\\/]assets[\\/]/.test(path);
        res.setHeader(
          'Cache-Control',
          isHashed ? 'public, max-age=31536000, immutable' : 'public, max-age=86400',
        );
      },
    },
  });
  // No file has an escape in its name. An address that cannot be decoded is answered by the pages, not by the library in two words.
  return (req, res, next) => (req.path.includes('%') ? next() : files(req, res, next));
}
