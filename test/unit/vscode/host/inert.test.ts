import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Marked } from 'marked';
import { oneLine } from '../../../../src/core/text/plainText.ts';
import * as inert from '../../../../src/vscode/host/inert.ts';
import { cases } from '../../../fuzz/cases.ts';
import { hostileText } from './hostileTexts.ts';

/** The links of VS Code's linked text, `[label](address "title")`, found by VS Code's own expression. */
function linksIn(text: string): readonly string[] {
  const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
  return Array.from(text.matchAll(link), ([found]) => found);
}

/** A label as VS Code draws it: the text and its icons. A backslash escapes an icon. */
function drawn(label: string): { readonly text: string; readonly icons: readonly string[] } {
  const icons: string[] = [];
  const text = label.replace(
    /(\\)?\$\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\)/g,
    (_found, isEscaped: string | undefined, icon: string) => {
      if (isEscaped !== undefined) return `$(${icon})`;
      icons.push(icon);
      return '';
    },
  );
  return { text, icons };
}

const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{e0000}-\u{e0fff}]/u;

/** The tooltip of a description in a list: escaped as HTML, then read as Markdown. */
function hoverOf(description: string): string {
  const html = description
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return new Marked().parse(html, { async: false, gfm: true, breaks: true });
}

describe('plain text in VS Code', () => {
  const { inLabel, besideLabel, inSentence, inBox, inEither, inBody } = inert;

  for (const [place, write] of Object.entries({ inSentence, inBox, inEither, besideLabel })) {
    it(`random hostile text that the function ${place} has escaped contains no link that VS Code would show`, () => {
      fc.assert(
        fc.property(hostileText, (text) => {
          assert.deepEqual(linksIn(write(text)), []);
        }),
        cases,
      );
    });
  }

  for (const [place, write] of Object.entries({ inLabel, besideLabel, inBox, inEither })) {
    it(`random hostile text that the function ${place} has escaped contains no icon that VS Code would draw`, () => {
      fc.assert(
        fc.property(hostileText, (text) => {
          assert.deepEqual(drawn(write(text)).icons, []);
        }),
        cases,
      );
    });
  }

  it('a label in VS Code shows random one-line text literally, without icons, if the function inLabel has escaped the text', () => {
    fc.assert(
      fc.property(
        hostileText.filter((text) => oneLine(text) === text),
        (text) => {
          assert.equal(drawn(inLabel(text)).text, text);
        },
      ),
      cases,
    );
  });

  for (const [place, write] of Object.entries(inert)) {
    it(`no invisible character is left in random hostile text that the function ${place} has escaped`, () => {
      fc.assert(
        fc.property(hostileText, (text) => {
          const written = place === 'inBody' ? inBody([text]) : (write as typeof inLabel)(text);
          assert.doesNotMatch(written, unseen);
        }),
        cases,
      );
    });
  }

  it('the Markdown tooltip of a list item whose description is escaped random hostile text contains no link or image', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        assert.doesNotMatch(hoverOf(besideLabel(text)), /<a |<img |href=/);
      }),
      cases,
    );
  });

  it('the helper functions of the escaping tests find the links and icons in sample texts, including Markdown links', () => {
    assert.deepEqual(linksIn('a [b](command:c?%22x%22) d'), ['[b](command:c?%22x%22)']);
    assert.deepEqual(linksIn('[b](HTTPS://c "d")'), ['[b](HTTPS://c "d")']);
    assert.deepEqual(drawn('$(sync~spin) a \\$(check)'), {
      text: ' a $(check)',
      icons: ['sync~spin'],
    });
    assert.match(hoverOf('[a](https://b.test)'), /<a href="https:\/\/b\.test">/);
    assert.match(hoverOf('www.b.test, c@d.test'), /<a href="http:\/\/www\.b\.test">.*mailto:c@d/);
  });

  it('the body of a dialog keeps its lines separate, keeps a value with a line break in one line, and breaks up a command link', () => {
    assert.equal(inBody(['a\nb', '', '[c](command:d)']), 'a b\n\n[c] (command:d)');
  });
});
