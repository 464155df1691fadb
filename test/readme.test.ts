import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

const readme = readFileSync('README.md', 'utf8');
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

const pages = [
  'README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe('the pages stay true', () => {
  test.each(pages)('every npm command named in %s exists', (page) => {
    const named = [...readFileSync(page, 'utf8').matchAll(/npm run ([a-z][a-z-]*)/g)].map(([, name]) => name);

    expect(named.filter((name) => name !== undefined && !(name in scripts))).toEqual([]);
  });

  test('every command that package.json offers is explained in the README', () => {
    const internal = ['types', 'lint'];
    const named = (name: string) => ['start', 'test'].includes(name) || readme.includes(`npm run ${name}`);

    expect(Object.keys(scripts).filter((name) => !named(name) && !internal.includes(name))).toEqual([]);
  });

  test('every folder of the tree in the README exists, and every folder of code is in it', () => {
    const tree = [...readme.matchAll(/^([a-z]+(?:\/[a-z]+)*)\/ {2,}\S/gm)].map(
      ([, folder]) => folder as string,
    );
    const foldersOfCode = ['server', 'client'].flatMap((top) =>
      readdirSync(top, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && entry.name !== 'public')
        .map((entry) => `${top}/${entry.name}`),
    );

    expect(tree.filter((folder) => !existsSync(folder))).toEqual([]);
    expect(foldersOfCode.filter((folder) => !tree.includes(folder))).toEqual([]);
  });

  test('every picture and file that the README links to is there', () => {
    const links = [...readme.matchAll(/(?:src="|\]\()([^)"#:]+)[)"]/g)].map(([, path]) => path as string);

    expect(links.filter((path) => !existsSync(path))).toEqual([]);
  });

  test('the first change to make breaks a test that is there', () => {
    const [, folder = '', title = ''] = /then run `npm test -- (\S+)`\. \*(.+?)\* fails/s.exec(readme) ?? [];

    const tests = readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`, 'utf8'));
    expect(tests.join('\n')).toContain(`test('${title.replace(/\s+/g, ' ')}'`);
  });

  test('every setting of the README is read, and every setting that is read is in the README', () => {
    const read = [...readFileSync('server/config.ts', 'utf8').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(
      ([, name]) => name as string,
    );
    const table = [...readme.matchAll(/^\| `([A-Z][A-Z_]+)` \|/gm)].map(([, name]) => name as string);

    expect(table.sort()).toEqual(read.filter((name) => name !== 'NODE_ENV').sort());
  });
});

describe('decisions', () => {
  const files = readdirSync('docs/decisions').filter((name) => name.endsWith('.md'));

  test.each(files)('%s is numbered, dated, and under 300 words', (file) => {
    const text = readFileSync(`docs/decisions/${file}`, 'utf8');

    expect(file).toMatch(/^\d{4}-[a-z0-9-]+\.md$/);
    expect(text).toMatch(/\d{4}-\d{2}-\d{2}/);
    expect(text.split(/\s+/).length).toBeLessThan(300);
  });

  test('no two have the same number', () => {
    const numbers = files.map((file) => file.slice(0, 4));

    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
