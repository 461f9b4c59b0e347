import { createHash } from 'node:crypto';
import type * as http from 'node:http';
import type { LoopbackPage, PageText } from '../../session/ports.ts';

/**
 * A browser doesn't send the fragment to a server, so this script sends it and removes it from the address.
 * The script stores nothing, and shows the page that the server answers with.
 */
const handOnScript = `
const fragment = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
fetch(location.pathname, { method: 'POST', body: fragment })
  .then((answer) => answer.text())
  .then((page) => {
    const answered = new DOMParser().parseFromString(page, 'text/html');
    document.title = answered.title;
    document.querySelector('main').replaceWith(answered.querySelector('main'));
  });
`;

const style = `:root{color-scheme:light dark;--ink:#1b2b33;--soft:#4b5e68;--paper:#f3f6f7;--card:#fff;--line:#d5dee2}
@media(prefers-color-scheme:dark){:root{--ink:#eef3f5;--soft:#b3c2c9;--paper:#12191d;--card:#1b252a;--line:#33424a}}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{box-sizing:border-box;width:min(30rem,100% - 2rem);padding:2.5rem;border:1px solid var(--line);border-radius:.75rem;background:var(--card);text-align:center}
svg{width:4rem;height:4rem}
.name{margin:.5rem 0 1.5rem;color:var(--soft)}
h1{margin:0 0 .5rem;font-size:1.5rem;line-height:1.25}
p{margin:0}`;

/** The drawing of `media/icon.svg`. */
const icon =
  '<svg viewBox="0 0 256 256" aria-hidden="true"><rect width="256" height="256" rx="48" fill="#123b4a"/>' +
  '<path d="M128 30c54 0 98 38 98 92 0 60-44 104-102 104-54 0-94-42-94-98 0-58 42-98 98-98Z" fill="none" stroke="#2a6f7f" stroke-width="10"/>' +
  '<path d="M130 58c40 0 70 27 70 64 0 44-32 76-74 76-40 0-68-30-68-70 0-42 31-70 72-70Z" fill="none" stroke="#3f9fa8" stroke-width="10"/>' +
  '<path fill="#f4c95d" fill-rule="evenodd" d="M128 84a34 34 0 0 1 12 65.8V196a8 8 0 0 1-8 8h-8a8 8 0 0 1-8-8V149.8A34 34 0 0 1 128 84Zm0 20a14 14 0 1 0 0 28 14 14 0 0 0 0-28Zm8 60h20a4 4 0 0 1 4 4v4a4 4 0 0 1-4 4h-20Zm0 20h14a4 4 0 0 1 4 4v4a4 4 0 0 1-4 4h-14Z"/></svg>';

/** Answers with a page of fixed texts, which contains no part of the request. */
export function responder(page: LoopbackPage) {
  return (response: http.ServerResponse, status: number, text: keyof LoopbackPage['texts']) => {
    const script = text === 'waiting' ? handOnScript : undefined;
    response.writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      connection: 'close',
    });
    response.end(htmlOf(page, page.texts[text], script));
  };
}

function htmlOf({ language, name }: LoopbackPage, { title, text }: PageText, script?: string) {
  return (
    `<!doctype html><html lang="${escaped(language)}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width"><title>${escaped(`${title} – ${name}`)}</title>` +
    `<style>${style}</style></head><body><main>${icon}<p class="name">${escaped(name)}</p>` +
    `<h1>${escaped(title)}</h1><p>${escaped(text)}</p></main>` +
    `${script === undefined ? '' : `<script>${script}</script>`}</body></html>`
  );
}

function hashOf(source: string | undefined): string {
  if (source === undefined) return "'none'";
  return `'sha256-${createHash('sha256').update(source).digest('base64')}'`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
