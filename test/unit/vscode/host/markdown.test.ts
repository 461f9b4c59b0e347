import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { Marked } from 'marked';
import { oneLine, visible } from '../../../../src/core/text/plainText.ts';
import { cases } from '../../../fuzz/cases.ts';
import '../../../faults/support/withVscode.ts';
import { hostileText } from './hostileTexts.ts';

const { cell, code, escapeMarkdown } = await import('../../../../src/vscode/host/markdown.ts');

/** VS Code's preview of a document. */
const preview = new MarkdownIt({ html: true, linkify: true });

/** VS Code's hovers before icons are drawn: in the HTML, `$(name)` without a backslash is an icon. */
const hovers = new Marked();

const readers = {
  preview: (markdown: string) => preview.render(markdown),
  hover: (markdown: string) => hovers.parse(markdown, { async: false, gfm: true, breaks: true }),
};

/** The code contains neither backticks nor the beginning of an icon, and each white space is one space. */
function asShown(text: string): string {
  return text.replaceAll('`', "'").replace(/\s+/g, ' ').replaceAll('$ (', '$(').trim();
}

function textOfHtml(html: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  const text = html
    .replace(/<\/?(?:p|code)>/g, '')
    .replace(/&(?:(\w+)|#(\d+));/g, (_, name: string | undefined, number: string | undefined) =>
      number === undefined ? (named[name ?? ''] ?? '?') : String.fromCodePoint(Number(number)),
    );
  return asShown(text);
}

describe('values in Markdown', () => {
  it('a value that is written as Markdown code becomes one line, with its backticks replaced so that it can’t end the code', () => {
    assert.equal(code('a|b `c`\n\u202ed'), "`a|b 'c' d`");
  });

  it('a value that is escaped as Markdown text keeps a time such as 12:56:44 as plain text, and shows an IP address as code', () => {
    assert.equal(escapeMarkdown('at 12:56:44, in 1:05.'), 'at 12:56:44, in 1:05.');
    assert.equal(escapeMarkdown('127.0.0.1:38065 or ::1'), '`127.0.0.1:38065` or `::1`');
    assert.equal(escapeMarkdown('12:34:56:78'), '`12:34:56:78`');
  });

  it('the character | in a value is escaped in a Markdown table cell, in code and in text', () => {
    assert.equal(cell(code('a|b')), '`a\\|b`');
    assert.equal(cell(escapeMarkdown('a|b')), 'a\\|b');
    for (const text of ['a|b', 'a\\|b', 'a\\\\|b', '|', '\\|\\\\|']) {
      for (const write of [code, escapeMarkdown]) {
        const table = `| x | y |\n| - | - |\n| ${cell(write(text))} | 1 |\n`;
        for (const [name, read] of Object.entries(readers)) {
          assert.match(
            read(table),
            /<td>[^<]*(<code>.*<\/code>)?<\/td>\s*<td>1<\/td>/,
            `${name} ${text}`,
          );
        }
      }
    }
  });

  for (const [name, read] of Object.entries(readers)) {
    it(`random hostile text that is escaped as Markdown text is shown literally, without links or other markup, in a ${name}`, () => {
      fc.assert(
        fc.property(hostileText, (text) => {
          const html = read(`${escapeMarkdown(text)}\n`);
          assert.doesNotMatch(html.replace(/<\/?(?:p|code)>/g, ''), /</, html);
          if (name === 'hover') assert.doesNotMatch(html, /\$\(/);
          assert.equal(textOfHtml(html), asShown(visible(text)));
        }),
        cases,
      );
    });

    it(`random hostile text that is written as Markdown code stays one piece of code, without icons, in a ${name}`, () => {
      fc.assert(
        fc.property(hostileText, (text) => {
          fc.pre(oneLine(text) !== '');
          const html = read(`a ${code(text)} b\n`);
          assert.match(html, /^<p>a <code>[^<]*<\/code> b<\/p>\n$/);
          assert.doesNotMatch(html, /\$\(/);
        }),
        cases,
      );
    });
  }
});
