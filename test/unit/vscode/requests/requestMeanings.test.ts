import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as editor from 'vscode';
import { isogeoPlatforms } from '../../../../src/core/platform/endpoints.ts';
import { readRequestText } from '../../../../src/core/requests/file/requestDocument.ts';
import * as vscode from '../../../faults/support/vscode.ts';

// Imported after the hook is in place.
const { documentedHover } = await import('../../../../src/vscode/requests/requestHover.ts');
const { completionsAt } = await import('../../../../src/vscode/requests/requestCompletion.ts');

const { prod } = isogeoPlatforms;

/** The file without the bar, and the bar's position. */
function fileAt(address: string) {
  const text = `GET ${prod.api}${address}`;
  const position = new vscode.Position(0, text.indexOf('|')) as unknown as editor.Position;
  return { document: readRequestText(text.replace('|', '')), position };
}

function hoverAt(address: string): string {
  const { document, position } = fileAt(address);
  const contents = documentedHover(document, position, prod)?.contents ?? [];
  return (contents as vscode.MarkdownString[]).map(({ value }) => value).join('\n');
}

type Item = vscode.CompletionItem & { readonly command?: unknown };

async function itemsAt(address: string): Promise<readonly Item[]> {
  const { document, position } = fileAt(address);
  const items = await completionsAt(document, position, prod, () => Promise.resolve(undefined));
  return (items ?? []) as unknown as readonly Item[];
}

async function suggestedAt(address: string): Promise<readonly string[]> {
  const items = await itemsAt(address);
  return items.map(({ label }) => [label.label, label.description ?? '-'].join(' '));
}

describe('the meaning of a value in a request file', () => {
  for (const [address, expected] of [
    [
      '/resources/search?q=has-no:coordinate-|system',
      /`has-no:` — Lacks this information\n`coordinate-system` — Coordinate system\n/,
    ],
    ['/resources/search?_include=coordinate-|system', /`coordinate-system` — Coordinate system/],
    ['/groups/g?_include=_abi|lities', /`_abilities` — Permissions(\n|$)/],
    ['/resources/search?q=type:ser|vice', /`service` — Service/],
    ['/thesauri/t/keywords/search?q=e|au', /^`q` — Text to search for$/],
    ['/groups/g/keywords/search?_li|mit=5', /^`_limit` — .* \(default 20\)\n/],
    ['/formats/resource/search?_li|mit=5', /^`_limit` — .* \(default 10\)\n/],
  ] as const) {
    it(`the hover at | in ${address} is true for that parameter or filter`, () => {
      const shown = hoverAt(address);
      assert.match(shown, expected);
      assert.doesNotMatch(shown, /Get the coordinate/);
    });
  }

  it('the completions of values describe the values as things, not as requests', async () => {
    const missing = await suggestedAt('/resources/search?q=has-no:|');
    assert.ok(missing.includes('coordinate-system Coordinate system'), String(missing));
    const included = await suggestedAt('/resources/search?_include=|');
    assert.ok(included.includes('coordinate-system Coordinate system'), String(included));
    const types = await suggestedAt('/resources/search?q=type:|');
    assert.ok(types.includes('service Service'), String(types));
    const orders = await suggestedAt('/resources/search?ob=|');
    assert.ok(orders.includes('title Title'), String(orders));
  });

  it('the completion of q goes on with filters only in a search that has filters', async () => {
    for (const [address, goesOn] of [
      ['/resources/search?|', true],
      ['/groups/g/resources/search?|', true],
      ['/thesauri/t/keywords/search?|', false],
      ['/formats/resource/search?|', false],
    ] as const) {
      const q = (await itemsAt(address)).find(({ label }) => label.label === 'q');
      assert.equal(q?.command !== undefined, goesOn, address);
    }
  });
});
