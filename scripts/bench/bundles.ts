import type * as Crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import type * as Tls from 'node:tls';
import { compileFunction } from 'node:vm';
import { inProject } from '../lib/project.ts';

type Run = (...values: unknown[]) => unknown;
type Modules = (name: string) => unknown;

export interface Counts {
  secretReads: number;
  clipboardWrites: number;
  lensEvents: number;
  statusBarUpdates: number;
  /** Reads of `navigator`: VS Code logs a deprecation for each extension that reads it. */
  navigatorReads: number;
  parsedCertificates: number;
  secureContexts: number;
  /** The number of timer events. */
  wakeUps: number;
}

export function noCounts(): Counts {
  return {
    secretReads: 0,
    clipboardWrites: 0,
    lensEvents: 0,
    statusBarUpdates: 0,
    navigatorReads: 0,
    parsedCertificates: 0,
    secureContexts: 0,
    wakeUps: 0,
  };
}

/** Loads a bundle of `dist/` and its requirements again each time. */
export function load(name: string, vscode: unknown, counts = noCounts()): unknown {
  const modules = countedModules(createRequire(inProject('dist', name)), counts);
  const bundles = new Map<string, unknown>();
  const required: Modules = (wanted) => {
    if (wanted === 'vscode') return vscode;
    if (!wanted.startsWith('./')) return modules(wanted);
    if (!bundles.has(wanted)) bundles.set(wanted, evaluate(wanted));
    return bundles.get(wanted);
  };
  const fired = (): void => {
    counts.wakeUps += 1;
  };
  const scope = {
    setTimeout: counted(setTimeout, fired),
    setInterval: counted(setInterval, fired),
    get navigator() {
      counts.navigatorReads += 1;
      return undefined;
    },
  };
  const evaluate = (wanted: string): unknown => {
    const filename = inProject('dist', wanted);
    const module = { exports: {} };
    const parameters = ['require', 'module', 'exports'];
    const code = readFileSync(filename, 'utf8');
    const run = compileFunction(code, parameters, { filename, contextExtensions: [scope] }) as Run;
    run(required, module, module.exports);
    return module.exports;
  };
  return evaluate(`./${name}`);
}

/** A timer function that tells each time its timer fires. */
function counted(set: unknown, fired: () => void): Run {
  return (work, ...rest) =>
    (set as Run)(
      (...values: unknown[]) => {
        fired();
        return (work as Run)(...values);
      },
      ...rest,
    );
}

function countedModules(require: Modules, counts: Counts): Modules {
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
  return (name) => {
    const real = require(name) as object;
    return changed[name] ? { ...real, ...changed[name] } : real;
  };
}
