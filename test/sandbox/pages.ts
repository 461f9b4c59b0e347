import type { Reply } from './reply.ts';

/** Asks the user with two forms of one button each. */
export function consentPage(
  application: { readonly name: string; readonly url: string },
  action: string,
  requestId: string,
): Reply {
  const buttons = [
    ['allow', 'Allow'],
    ['deny', 'Deny'],
  ].map(
    ([decision, label]) => `<form method="post" action="${escape(action)}">
<input type="hidden" name="request" value="${escape(requestId)}">
<button name="decision" value="${decision}">${label}</button>
</form>`,
  );
  return page(
    200,
    `Allow ${application.name}?`,
    `<p><strong>${escape(application.name)}</strong> (${escape(application.url)}) asks to read what
is shared with it, in your name.</p>
${buttons.join('\n')}`,
  );
}

/** The out-of-band answer: the user copies the code into the application. */
export function codePage(code: string): Reply {
  return page(
    200,
    'Your code',
    `<p>Copy this code into the application:</p>
<p><code id="code">${escape(code)}</code></p>`,
  );
}

export function messagePage(status: number, title: string, message: string): Reply {
  return page(status, title, `<p>${escape(message)}</p>`);
}

/** No script and no external resource. The empty icon keeps browsers from requesting one. */
function page(status: number, title: string, content: string): Reply {
  return {
    status,
    contentType: 'text/html; charset=utf-8',
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escape(title)} – Isogeo sandbox</title>
<link rel="icon" href="data:,">
</head>
<body>
<h1>${escape(title)}</h1>
${content}
</body>
</html>
`,
    headers: {
      'cache-control': 'no-store',
      // Without form-action, which browsers also apply to the redirect after a form.
      'content-security-policy': "default-src 'none'; img-src data:; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
    },
  };
}

function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
