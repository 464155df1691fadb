import { existsSync } from 'node:fs';
import type { AtRule, Plugin, Root } from 'postcss';
import { defineConfig } from 'vite';

const STAFF = 'client/staff/main.tsx';

/**
 * Browsers without container queries (before 2022) get the same rules by the
 * width of the window: every `@container screen` is repeated as a media query.
 */
const mediaForContainers: Plugin = {
  postcssPlugin: 'media-for-containers',
  OnceExit(root: Root, { AtRule: Rule }) {
    const containers: AtRule[] = [];
    root.walkAtRules('container', (rule) => {
      if (rule.params.startsWith('screen ')) containers.push(rule);
    });
    if (containers.length === 0) return;
    const instead = new Rule({ name: 'supports', params: 'not (container-type: inline-size)' });
    for (const { params, nodes } of containers) {
      const width = params
        .replace(
          /^screen \(inline-size < (\d+)rem\)$/,
          (_, rem: string) => `(max-width: ${Number(rem) - 0.01}em)`,
        )
        .replace(/^screen \(inline-size >= (\d+)rem\)$/, '(min-width: $1em)');
      if (width === params) throw new Error(`No media query is known for "@container ${params}".`);
      const media = new Rule({ name: 'media', params: width });
      media.append((nodes ?? []).map((node) => node.clone()));
      instead.append(media);
    }
    root.append(instead);
  },
};

/** Two applications: the citizen's questionnaire and, where it is there, the staff's. */
export default defineConfig({
  publicDir: 'client/public',
  css: { postcss: { plugins: [mediaForContainers] } },
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: 'dist/client',
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    target: 'es2020',
    cssTarget: ['chrome90', 'firefox90', 'safari15'],
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        citizen: 'client/citizen/main.tsx',
        ...(existsSync(STAFF) && { staff: STAFF }),
      },
    },
  },
});
