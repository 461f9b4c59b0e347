import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { needs } from '../../../needs.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  addedRule,
  ignoreRule,
  untrackCommand,
} from '../../../../src/core/credentials/gitignore.ts';

const paths = [
  'client_secrets.json',
  'conf/client_secrets.ini',
  '#secrets.json',
  '!secrets.json',
  '-secrets.json',
  'a b/client secrets.json',
  'ends in a space ',
  '[a]*?.json',
  'back\\slash.json',
  '$HOME/`id`"q".json',
  'é漢.json',
  'client_secrets (1).json',
];

describe('keeping a file out of Git', { skip: needs('git', 'names') }, () => {
  let repository: string;
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: repository, encoding: 'utf8', stdio: 'pipe' });
  const lines = (text: string) => text.split('\0').filter((line) => line !== '');

  before(() => {
    repository = mkdtempSync(join(tmpdir(), 'isogeo-git-'));
    git('init', '--quiet');
    for (const path of [...paths, 'other.json', 'sub/client_secrets.json']) {
      mkdirSync(dirname(join(repository, path)), { recursive: true });
      writeFileSync(join(repository, path), '');
    }
  });

  after(() => {
    rmSync(repository, { recursive: true });
  });

  for (const path of paths) {
    it(`the rule for .gitignore makes Git ignore ${JSON.stringify(path)} and no other file`, () => {
      writeFileSync(join(repository, '.gitignore'), addedRule('', ignoreRule(path)) ?? '');
      const ignored = git('ls-files', '-z', '--others', '--ignored', '--exclude-standard');
      assert.deepEqual(lines(ignored), [path]);
    });

    const command = untrackCommand(path);
    if (command === undefined) continue;
    it(`the command that stops tracking a file removes ${JSON.stringify(path)} from Git’s index when a shell runs it`, () => {
      git('add', '--force', '--', `:(literal)${path}`);
      assert.notEqual(lines(git('ls-files', '-z')).length, 0);
      execFileSync('sh', ['-c', command], { cwd: repository, stdio: 'pipe' });
      assert.deepEqual(lines(git('ls-files', '-z')), []);
    });
  }
});

describe('texts about a file for Git', () => {
  for (const [path, rule] of [
    ['conf/client_secrets.ini', '/conf/client_secrets.ini'],
    ['ends in a space ', '/ends in a space\\ '],
    ['[a]*?.json', '/\\[a]\\*\\?.json'],
    ['back\\slash.json', '/back\\\\slash.json'],
  ] as const) {
    it(`the rule for .gitignore that ignores ${JSON.stringify(path)} is ${rule}`, () => {
      assert.equal(ignoreRule(path), rule);
    });
  }

  for (const [path, command] of [
    ['client_secrets.json', 'git rm --cached client_secrets.json'],
    ['conf/a-b/client_secrets.ini', 'git rm --cached conf/a-b/client_secrets.ini'],
    ['-secrets.json', 'git rm --cached -- "-secrets.json"'],
    ['a b/é漢 2.json', 'git rm --cached -- "a b/é漢 2.json"'],
    // A browser names a second download like this.
    ['client_secrets (1).json', 'git rm --cached -- "client_secrets (1).json"'],
  ] as const) {
    it(`the command that stops tracking a file is ${command}`, () => {
      assert.equal(untrackCommand(path), command);
    });
  }

  for (const path of ['$(calc).json', '`id`.json', '!x.json', '%X%.json', 'a"b.json', "a'b.json"]) {
    it(`no command that stops tracking a file is offered for ${path}, since a shell could read special characters in the path`, () => {
      assert.equal(untrackCommand(path), undefined);
    });
  }

  it('a rule is added to .gitignore on its own line with the file’s line ends, but not if the file has it already', () => {
    assert.equal(addedRule('', '/a'), '/a\n');
    assert.equal(addedRule('node_modules\n', '/a'), '/a\n');
    assert.equal(addedRule('node_modules', '/a'), '\n/a\n');
    assert.equal(addedRule('x\r\ny', '/a'), '\r\n/a\r\n');
    assert.equal(addedRule('x\r\n/a\r\n', '/a'), undefined);
  });
});
