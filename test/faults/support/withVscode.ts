import { registerHooks } from 'node:module';

/** From here on, every import of `vscode` in this process gets the fake beside this file. */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode'
      ? { url: new URL('vscode.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});
