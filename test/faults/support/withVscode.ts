import { registerHooks } from 'node:module';

/** From here on, in this process, whatever imports `vscode` gets the fake beside this file. */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode'
      ? { url: new URL('vscode.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});
