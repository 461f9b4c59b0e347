import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'jsonc-parser';
import { inProject } from '../../scripts/lib/project.ts';

interface Task {
  readonly label: string;
  readonly script?: string;
  readonly command?: string;
  readonly dependsOn?: readonly string[];
  readonly problemMatcher: {
    readonly background: { readonly beginsPattern: string; readonly endsPattern: string };
  };
}

interface Configuration {
  readonly name: string;
  readonly args?: readonly string[];
  readonly preLaunchTask?: string;
}

const read = (name: string): unknown => parse(readFileSync(inProject(name), 'utf8'));
const { tasks } = read('.vscode/tasks.json') as { tasks: readonly Task[] };
const { configurations } = read('.vscode/launch.json') as {
  configurations: readonly Configuration[];
};
const { scripts } = read('package.json') as { scripts: Readonly<Record<string, string>> };

describe('the tasks and launch configurations of VS Code', () => {
  it('the files .vscode/tasks.json and launch.json refer only to tasks and npm scripts that exist', () => {
    const labels = tasks.map(({ label }) => label);
    const wanted = [
      ...tasks.flatMap(({ dependsOn = [] }) => dependsOn),
      ...configurations.flatMap(({ preLaunchTask = [] }) => preLaunchTask),
    ];
    assert.deepEqual(
      wanted.filter((label) => !labels.includes(label)),
      [],
    );
    for (const { script, command = '' } of tasks) {
      const named = script ?? /^npm run (\S+)/.exec(command)?.[1];
      assert.ok(named === undefined || named in scripts, named);
    }
  });

  it('the launch configuration Run Extension opens the folder of the sandbox’s credentials files, and first starts the tasks watch and sandbox', () => {
    const run = configurations.find(({ name }) => name === 'Run Extension');
    const sandbox = tasks.find(({ label }) => label === 'sandbox');
    const [, folder = ''] = /--out (\S+)/.exec(sandbox?.command ?? '') ?? [];
    assert.ok(run?.args?.includes(`\${workspaceFolder}/${folder}`));
    const started = tasks.find(({ label }) => label === run?.preLaunchTask);
    assert.deepEqual(started?.dependsOn, ['watch', 'sandbox']);
  });

  for (const [label, file] of Object.entries({
    watch: 'scripts/build.ts',
    sandbox: 'test/sandbox/main.ts',
  })) {
    it(`the line by which VS Code recognises that the task ${label} is ready is one that the task’s script prints`, () => {
      const task = tasks.find((each) => each.label === label);
      assert.ok(task);
      const printed = readFileSync(inProject(file), 'utf8').replaceAll(
        /^.*console\.log\([`']/gm,
        '',
      );
      assert.match(printed, new RegExp(task.problemMatcher.background.endsPattern, 'm'));
    });
  }
});
