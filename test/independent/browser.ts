/** A sign-in and a consent need five; more is a loop. */
const maxRedirects = 10;

/**
 * Follows redirects with cookies, as the browser of a user who accepts everything, and returns the first
 * address of the client without opening it. Rejects if a page is shown.
 */
export async function follow(start: string, redirectUris: readonly string[]): Promise<string> {
  const cookies = new Map<string, string>();
  let address = start;
  for (let hops = 0; hops < maxRedirects; hops += 1) {
    const response = await fetch(address, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    const location = response.headers.get('location');
    if (location === null) {
      throw new Error(`The server answered ${response.status}: ${await response.text()}`);
    }
    for (const line of response.headers.getSetCookie()) {
      keep(cookies, line);
    }
    // Returned unchanged, so that the caller can compare the server's own bytes.
    if (redirectUris.some((uri) => location === uri || /^[?#/]/.test(rest(location, uri)))) {
      return location;
    }
    address = new URL(location, address).href;
  }
  throw new Error(`No end after ${maxRedirects} redirects.`);
}

/** The text after the redirect URI, or nothing for another address. */
function rest(address: string, uri: string): string {
  return address.startsWith(uri) ? address.slice(uri.length) : '';
}

/** All cookies belong to one origin, so domain and path are ignored; an empty value deletes a cookie. */
function keep(cookies: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
  if (value === '') {
    cookies.delete(name);
  } else {
    cookies.set(name, value);
  }
}
