const { writeFileSync, renameSync } = require('node:fs');
const v8 = require('node:v8');
const vm = require('node:vm');
const vscode = require('vscode');

/** Writes what this process holds, after a collection, whenever the soak asks for it. */
exports.activate = (context) => {
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc');
  const file = process.env.ISOGEO_PROBE_FILE;
  context.subscriptions.push(
    vscode.commands.registerCommand('isogeoProbe.measure', () => {
      collect();
      const resources = {};
      for (const name of process.getActiveResourcesInfo()) {
        resources[name] = (resources[name] ?? 0) + 1;
      }
      const listeners = process
        .eventNames()
        .reduce((sum, name) => sum + process.listenerCount(name), 0);
      const measured = {
        at: Date.now(),
        heapUsed: process.memoryUsage().heapUsed,
        resources,
        listeners,
      };
      writeFileSync(`${file}.new`, JSON.stringify(measured));
      renameSync(`${file}.new`, file);
    }),
  );
};
