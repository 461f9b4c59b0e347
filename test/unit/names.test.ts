import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Declared {
  readonly name: string;
  readonly file: string;
  readonly isExported: boolean;
  /** The body of a function, on one line. */
  readonly body?: string;
}

/** The names that a module declares at its top level. */
function declaredIn(file: string): readonly Declared[] {
  const text = readFileSync(join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    const isExported =
      ts.canHaveModifiers(statement) &&
      (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    const body = ts.isFunctionDeclaration(statement) && statement.body?.getText(source);
    return namesOf(statement).map((name) => ({
      name,
      file,
      isExported,
      ...(body && { body: body.replace(/\s+/g, ' ') }),
    }));
  });
}

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : [],
    );
  }
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isNamed && statement.name ? [statement.name.text] : [];
}

/** The keys that several modules share, with these modules. */
function sharedBy(all: readonly Declared[], keyOf: (each: Declared) => string): readonly string[] {
  return [...Map.groupBy(all, keyOf)].flatMap(([key, places]) => {
    const files = new Set(places.map(({ file }) => file));
    return files.size > 1 ? [`${key}: ${[...files].join(', ')}`] : [];
  });
}

describe('the names of the modules', () => {
  const all = globSync('src/**/*.ts', { cwd: root }).flatMap(declaredIn);
  const exported = all.filter((each) => each.isExported);

  it('the search of these tests for exported names in src finds functions, classes, types and constants', () => {
    const names = new Set(exported.map(({ name }) => name));
    for (const name of ['success', 'Tokens', 'Http', 'Failure', 'commandIds']) {
      assert.ok(names.has(name), name);
    }
  });

  it('no two modules of src export the same name', () => {
    assert.deepEqual(
      sharedBy(exported, ({ name }) => name),
      [],
    );
  });

  it('no module of src declares, at its top level, a name that another module exports', () => {
    const names = new Set(exported.map(({ name }) => name));
    assert.deepEqual(
      sharedBy(
        all.filter(({ name }) => names.has(name)),
        ({ name }) => name,
      ),
      [],
    );
  });

  it('no two top-level functions in different modules of src have the same body, except bodies of at most 40 characters', () => {
    const functions = all.filter(({ body = '' }) => body.length > 40);
    assert.ok(functions.length > 500);
    assert.deepEqual(
      sharedBy(functions, ({ body = '' }) => body),
      [],
    );
  });
});
