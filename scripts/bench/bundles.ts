import type * as Crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import type * as Tls from 'node:tls';
import { compileFunction } from 'node:vm';
import { inProject } from '../lib/project.ts';

type Run = (...values: unknown[]) => unknown;

const none = {
  secretReads: 0,
  clipboardWrites: 0,
  lensEvents: 0,
  statusBarUpdates: 0,
  /** Reads of `navigator`: VS Code logs a deprecation for each extension that reads it. */
  navigatorReads: 0,
  parsedCertificates: 0,
  secureContexts: 0,
  /** The number of timer events. */
  wakeUps: 0,
};

export type Counts = typeof none;

export function noCounts(): Counts {
  return { ...none };
}

/** Loads a bundle of `dist/` and its requirements again each time. */
export function load(name: string, vscode: unknown, counts: Counts): unknown {
  const modules = countedModules(createRequire(inProject('dist', name)), counts);
  const bundles = new Map<string, unknown>();
  /** A timer function that counts each time its timer fires. */
  const counted = (set: unknown): Run => {
    return (work, ...rest) =>
      (set as Run)(
        (...values: unknown[]) => {
          counts.wakeUps += 1;
          return (work as Run)(...values);
        },
        ...rest,
      );
  };
  const scope = {
    setTimeout: counted(setTimeout),
    setInterval: counted(setInterval),
    get navigator() {
      counts.navigatorReads += 1;
      return undefined;
    },
  };
  const required = (wanted: string): unknown => {
    if (wanted === 'vscode') return vscode;
    if (!wanted.startsWith('./')) return modules(wanted);
    if (!bundles.has(wanted)) {
      const filename = inProject('dist', wanted);
      const module = { exports: {} };
      const options = { filename, contextExtensions: [scope] };
      const parameters = ['require', 'module', 'exports'];
      const run = compileFunction(readFileSync(filename, 'utf8'), parameters, options) as Run;
      run(required, module, module.exports);
      bundles.set(wanted, module.exports);
    }
    return bundles.get(wanted);
  };
  return required(`./${name}`);
}

function countedModules(require: (name: string) => unknown, counts: Counts) {
  const { X509Certificate } = require('node:crypto') as typeof Crypto;
  const { createSecureContext } = require('node:tls') as typeof Tls;
  const changed: Readonly<Record<string, object>> = {
    'node:crypto': {
      X509Certificate: class extends X509Certificate {
        constructor(certificate: string) {
          super(certificate);
          counts.parsedCertificates += 1;
        }
      },
    },
    'node:tls': {
      createSecureContext: (options: Tls.SecureContextOptions) => {
        counts.secureContexts += 1;
        return createSecureContext(options);
      },
    },
    'node:timers/promises': {
      setTimeout: async (...values: Parameters<typeof delay>) => {
        await delay(...values);
        counts.wakeUps += 1;
      },
    },
  };
  return (name: string): unknown => {
    const real = require(name) as object;
    return changed[name] ? { ...real, ...changed[name] } : real;
  };
}
