import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from '@jest/globals';

/**
 * What each folder may import besides itself: our folders, and outside packages.
 * Explained in README, "How the code is layered".
 */
const arrows: Record<string, { ours: readonly string[]; packages: readonly string[] }> = {
  'server/domain': { ours: [], packages: [] },
  'server/services': { ours: ['server/domain'], packages: ['node:'] },
  'server/storage': { ours: ['server/domain'], packages: ['node:', 'mongoose', 'dataloader'] },
  'server/http': {
    ours: ['server/domain', 'server/services'],
    packages: [
      'node:',
      'compression',
      'express',
      'express-static-gzip',
      'zod',
      '@asteasolutions/zod-to-openapi',
      'helmet',
      'pino',
      'pino-http',
      'prom-client',
      'qrcode',
      'rate-limiter-flexible',
    ],
  },
  'server/surveyjs': {
    ours: ['server/domain'],
    packages: ['node:', 'survey-core', 'survey-core-3', 'recheck', 'zod'],
  },
  'server/embedded': { ours: [], packages: ['node:', 'lmdb', 'bson'] },
  'server/demo': { ours: ['server/domain', 'server/services'], packages: ['node:'] },
  'client/citizen': {
    ours: ['server/domain', 'client/locales', 'client/surveyjs', 'client/tokens.css'],
    packages: [
      'preact',
      'preact-render-to-string',
      '@fontsource/be-vietnam-pro',
      '@fontsource/noto-sans-khmer',
    ],
  },
  'client/surveyjs': {
    ours: ['server/domain', 'client/locales'],
    packages: ['react', 'react-dom', 'survey-core', 'survey-react-ui'],
  },
  'client/staff': {
    ours: ['server/domain', 'client/locales', 'client/tokens.css'],
    packages: [
      'react',
      'react-dom',
      'react-router',
      '@tanstack/react-query',
      '@tanstack/react-table',
      'i18next',
      'react-i18next',
      'codemirror',
      '@codemirror/lang-json',
      '@codemirror/lint',
      '@codemirror/state',
      '@codemirror/view',
      '@fontsource/be-vietnam-pro',
      '@fontsource/noto-sans-khmer',
    ],
  },
};

/** Commercial licences, or not what the name says. */
const forbiddenPackages = [/^survey-creator/, /^survey-analytics$/, /^survey-pdf$/, /^surveyjs$/];

const sourcesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => join(folder, name))
    : [];

/** The specifiers a file imports, relative ones as paths from the root. Types count too. */
const importsOf = (file: string): string[] =>
  ts
    .preProcessFile(readFileSync(file, 'utf8'), true, true)
    .importedFiles.map(({ fileName }) =>
      fileName.startsWith('.') ? join(dirname(file), fileName) : fileName,
    );

const isWithin = (specifier: string, roots: readonly string[]): boolean =>
  roots.some((root) =>
    root === 'node:' ? specifier.startsWith('node:') : specifier === root || specifier.startsWith(`${root}/`),
  );

describe('the arrows of the design', () => {
  test.each(Object.entries(arrows))('%s imports only what it may', (folder, { ours, packages }) => {
    const strays = sourcesIn(folder).flatMap((file) =>
      importsOf(file)
        .filter((specifier) => !isWithin(specifier, [folder, ...ours, ...packages]))
        .map((specifier) => `${file} imports ${specifier}`),
    );

    expect(strays).toEqual([]);
  });

  test('every folder of code below server and client has its arrows here', () => {
    const folders = ['server', 'client'].flatMap((top) =>
      readdirSync(top, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${top}/${entry.name}`)
        .filter((folder) => sourcesIn(folder).length > 0),
    );

    expect(folders.filter((folder) => !(folder in arrows))).toEqual([]);
  });

  test('the citizen’s page loads SurveyJS’s renderer only when a form needs it', () => {
    const atOnce = sourcesIn('client/citizen').filter((file) =>
      /from '.*surveyjs\/mountQuestion/.test(readFileSync(file, 'utf8')),
    );

    expect(atOnce).toEqual([]);
  });

  test('the embedded store is imported only by main.ts, scripts and tests', () => {
    const importers = [...sourcesIn('server'), ...sourcesIn('client')].filter(
      (file) =>
        !file.startsWith('server/embedded/') &&
        file !== join('server', 'main.ts') &&
        importsOf(file).some((specifier) => specifier.startsWith('server/embedded/')),
    );

    expect(importers).toEqual([]);
  });

  test('node modules are written with the node: prefix', () => {
    const bare = [
      ...sourcesIn('server'),
      ...sourcesIn('client'),
      ...sourcesIn('scripts'),
      ...sourcesIn('test'),
    ].flatMap((file) =>
      importsOf(file)
        .filter((specifier) => builtinModules.includes(specifier))
        .map((specifier) => `${file} imports ${specifier}`),
    );

    expect(bare).toEqual([]);
  });
});

test('no package with a commercial licence is in the lockfile', () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, unknown> };
  const names = Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, ''));

  expect(names.filter((name) => forbiddenPackages.some((pattern) => pattern.test(name)))).toEqual([]);
});

test('every package is pinned to one exact version', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, range]) => !/^(npm:.+@)?\d+\.\d+\.\d+$/.test(range),
  );

  expect(loose).toEqual([]);
});
