import ts from 'typescript';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Converts one of esbuild's bundles from ES module to CommonJS. esbuild shares code between bundles only as
 * ES modules, and its own conversion copies the whole `vscode` for every module that imports it, which delays
 * activation. Each bundle is complete before another one reads it, so a plain destructuring is enough. Line
 * numbers don't change.
 */
export function toCommonJs(code: string): string {
  const source = ts.createSourceFile('bundle.js', code, ts.ScriptTarget.Latest);
  const edits: Edit[] = [];
  const replace = (node: ts.Node, text: string): void => {
    const lines = node.getText(source).split('\n').length - 1;
    edits.push({ start: node.getStart(source), end: node.end, text: text + '\n'.repeat(lines) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) replace(node, required(node, source));
    else if (ts.isExportDeclaration(node)) replace(node, exported(node));
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const path = node.arguments[0]?.getText(source) ?? '';
      replace(node, `Promise.resolve().then(()=>require(${path}))`);
    } else ts.forEachChild(node, visit);
  };
  visit(source);
  let converted = code;
  for (const { start, end, text } of edits.reverse()) {
    converted = converted.slice(0, start) + text + converted.slice(end);
  }
  return `"use strict";${converted}`;
}

function required(node: ts.ImportDeclaration, source: ts.SourceFile): string {
  const call = `require(${node.moduleSpecifier.getText(source)});`;
  const bindings = node.importClause?.namedBindings;
  if (node.importClause === undefined) return call;
  if (node.importClause.name !== undefined || bindings === undefined) {
    throw new Error(`A default import has no counterpart: ${node.getText(source)}`);
  }
  return ts.isNamespaceImport(bindings)
    ? `const ${bindings.name.text}=${call}`
    : `const{${pairs(bindings.elements)}}=${call}`;
}

function exported({ exportClause, moduleSpecifier }: ts.ExportDeclaration): string {
  if (!exportClause || !ts.isNamedExports(exportClause) || moduleSpecifier) {
    throw new Error('Only names of its own can be exported by a bundle.');
  }
  const elements = exportClause.elements.map(({ name, propertyName = name }) => ({
    propertyName: name,
    name: propertyName,
  }));
  return `module.exports={${pairs(elements)}};`;
}

interface Pair {
  readonly propertyName?: ts.ModuleExportName | undefined;
  readonly name: ts.ModuleExportName;
}

/** The name there, then the name here. */
function pairs(elements: readonly Pair[]): string {
  return elements
    .map(({ propertyName, name }) =>
      propertyName && propertyName.text !== name.text
        ? `${propertyName.text}:${name.text}`
        : name.text,
    )
    .join(',');
}
