import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'jsonc-parser';
import { integrationWorkspace } from '../../scripts/build.ts';
import { inProject } from '../../scripts/lib/project.ts';
import { clientExtension } from '../desk/desk.ts';

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

  it('the launch configuration Integration Tests opens the workspace that the build creates, trusts it, and loads the extension that asks for sessions', () => {
    const { args = [], preLaunchTask } =
      configurations.find(({ name }) => name === 'Integration Tests') ?? {};
    const build = tasks.find(({ label }) => label === preLaunchTask);
    assert.equal(build?.command, 'npm run build -- --dev');
    const inWorkspace = (path: string) => `\${workspaceFolder}/${path}`.replaceAll('\\', '/');
    for (const wanted of [
      '--disable-workspace-trust',
      `--extensionDevelopmentPath=${inWorkspace(relative(inProject(), clientExtension))}`,
      inWorkspace(relative(inProject(), integrationWorkspace)),
    ]) {
      assert.ok(args.includes(wanted), wanted);
    }
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
