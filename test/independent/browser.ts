/** A sign-in and a consent take five; more is a loop. */
const maxRedirects = 10;

/**
 * Follows redirects with cookies, as a browser of a user who agrees to everything, and answers with
 * the first address that is the client's, unvisited. Rejects where a page is shown instead.
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
    // As it came, so that whoever compares the address sees the server's own bytes.
    if (redirectUris.some((uri) => location === uri || /^[?#/]/.test(rest(location, uri)))) {
      return location;
    }
    address = new URL(location, address).href;
  }
  throw new Error(`No end after ${maxRedirects} redirects.`);
}

/** What follows the redirect URI, or nothing where the address is another one. */
function rest(address: string, uri: string): string {
  return address.startsWith(uri) ? address.slice(uri.length) : '';
}

/** All of them go to one origin, so that domain and path are not looked at; an empty one ends it. */
function keep(cookies: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
  if (value === '') {
    cookies.delete(name);
  } else {
    cookies.set(name, value);
  }
}
