import { dirname, join, relative } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Leaves a dynamic `import('./x.ts')` out of the bundle: `found` receives that file, which the
 * build then bundles on its own, next to the first one and under its own name.
 */
export function lazyPlugin(found: (file: string) => void): Plugin {
  return {
    name: 'lazy',
    setup: (build) => {
      build.onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ kind, path, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const file = join(resolveDir, path);
        found(file);
        return { path: `./${bundleName(file)}`, external: true };
      });
    },
  };
}

/** The name in `dist` of the bundle of that source file. */
export function bundleName(file: string): string {
  return relative(dirname(file), file).replace(/\.ts$/, '.cjs');
}
