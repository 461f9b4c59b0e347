import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import {
  groupApplication,
  publicApplication,
  userApplication,
} from '../../sandbox/applications.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { authorize, callback, firstApplication, get, locationOf, sandboxFor } from './helpers.ts';

const outOfBand = 'urn:ietf:wg:oauth:2.0:oob';
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

function userSandbox(t: TestContext): Promise<Sandbox> {
  return sandboxFor(t, { applications: [userApplication()] });
}

function publicSandbox(t: TestContext): Promise<Sandbox> {
  return sandboxFor(t, { applications: [publicApplication()] });
}

async function pageOf(response: Response): Promise<string> {
  assert.equal(response.headers.get('location'), null);
  assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
  return response.text();
}

/** Presses a button of the consent page as a browser does. */
function press(sandbox: Sandbox, html: string, decision: string): Promise<Response> {
  const action = /action="([^"]+)"/.exec(html)?.[1] ?? '';
  const request = /name="request" value="([^"]+)"/.exec(html)?.[1] ?? '';
  return fetch(sandbox.origin + action, {
    method: 'POST',
    body: new URLSearchParams({ request, decision }),
    redirect: 'manual',
  });
}

describe('the consent page', () => {
  it('the sandbox’s consent page names the application, and has the buttons Allow and Deny and no script', async (t) => {
    const response = await authorize(await userSandbox(t));
    const html = await pageOf(response);
    assert.equal(response.status, 200);
    assert.match(html, /Sandbox desktop editor/);
    assert.deepEqual(html.match(/>(Allow|Deny)</g), ['>Allow<', '>Deny<']);
    assert.doesNotMatch(html, /<script/i);
    assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  });

  it('the sandbox’s consent page escapes HTML in the name of the application', async (t) => {
    const application = userApplication({ name: '<script>"&\'' });
    const sandbox = await sandboxFor(t, { applications: [application] });
    const html = await pageOf(await authorize(sandbox));
    assert.match(html, /&lt;script&gt;&quot;&amp;&#39;/);
    assert.doesNotMatch(html, /<script/);
  });

  it('the sandbox redirects with a code and the state after the user has pressed Allow on the consent page', async (t) => {
    const sandbox = await userSandbox(t);
    const html = await pageOf(await authorize(sandbox, { state: 'xyz' }));
    const response = await press(sandbox, html, 'allow');
    assert.equal(response.status, 303);
    assert.match(locationOf(response), /^http:\/\/localhost:5000\/callback\?code=[^&]+&state=xyz$/);
  });

  it('the sandbox redirects with the error access_denied and the state after the user has pressed Deny on the consent page', async (t) => {
    const sandbox = await userSandbox(t);
    const html = await pageOf(await authorize(sandbox, { state: 'xyz' }));
    const response = await press(sandbox, html, 'deny');
    assert.equal(locationOf(response), `${callback}?error=access_denied&state=xyz`);
  });

  it('the sandbox refuses Allow with 400 after the user has already pressed Deny on the same consent page', async (t) => {
    const sandbox = await userSandbox(t);
    const html = await pageOf(await authorize(sandbox));
    await press(sandbox, html, 'deny');
    const second = await press(sandbox, html, 'allow');
    assert.equal(second.status, 400);
    await pageOf(second);
  });

  it('the sandbox answers 400 to a consent decision other than allow and deny, and still accepts Allow afterwards', async (t) => {
    const sandbox = await userSandbox(t);
    const html = await pageOf(await authorize(sandbox));
    assert.equal((await press(sandbox, html, 'perhaps')).status, 400);
    assert.equal((await press(sandbox, html, 'allow')).status, 303);
  });

  it('the sandbox answers 405 to a consent decision that is sent with GET instead of POST', async (t) => {
    const { origin } = await userSandbox(t);
    const response = await fetch(`${origin}/oauth/authorize/decision?decision=allow`);
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), 'POST');
  });
});

describe('a user whose answer is set beforehand', () => {
  it('the sandbox returns a code at once, without a consent page, after a test has set the consent to allow', async (t) => {
    const sandbox = await userSandbox(t);
    sandbox.setConsent('allow');
    assert.match(locationOf(await authorize(sandbox)), /^[^?]+\?code=[^&]+$/);
  });

  it('the sandbox returns access_denied at once, without a consent page, after a test has set the consent to deny', async (t) => {
    const sandbox = await userSandbox(t);
    sandbox.setConsent('deny');
    assert.equal(locationOf(await authorize(sandbox)), `${callback}?error=access_denied`);
  });

  it('the sandbox shows a page instead of a redirect after a test has changed the consent from deny to ask', async (t) => {
    const sandbox = await userSandbox(t);
    sandbox.setConsent('deny');
    sandbox.setConsent('ask');
    await pageOf(await authorize(sandbox));
  });
});

describe('the authorization endpoint', () => {
  it('the code in the redirect of the sandbox’s authorization endpoint contains +, / and =, percent-encoded', async (t) => {
    const sandbox = await userSandbox(t);
    sandbox.setConsent('allow');
    const location = locationOf(await authorize(sandbox));
    assert.match(location, /\?code=\w+%2B\w+%2F\w+%3D$/);
  });

  const states = ['a%2Bb%3D%2F', 'a+b%20c', '%C3%A9t%C3%A9', '%FF%zz', '', 'a=b?c'];
  for (const state of states) {
    it(`the sandbox’s authorization endpoint returns the state "${state}" byte for byte`, async (t) => {
      const sandbox = await userSandbox(t);
      sandbox.setConsent('deny');
      const { clientId } = firstApplication(sandbox);
      const query = `response_type=code&client_id=${clientId}&redirect_uri=${callback}&state=${state}`;
      const url = `${sandbox.origin}/oauth/authorize?${query}`;
      const location = locationOf(await fetch(url, { redirect: 'manual' }));
      assert.equal(location, `${callback}?error=access_denied&state=${state}`);
    });
  }

  it('the sandbox’s authorization endpoint keeps a redirect URI that has no path or has a query, and adds its answer to the query', async (t) => {
    const redirectUris = ['http://localhost', 'http://localhost:5000/cb?from=isogeo'];
    const sandbox = await sandboxFor(t, { applications: [userApplication({ redirectUris })] });
    sandbox.setConsent('deny');
    const locations: string[] = [];
    for (const redirect_uri of redirectUris) {
      locations.push(locationOf(await authorize(sandbox, { redirect_uri })));
    }
    assert.deepEqual(locations, [
      'http://localhost?error=access_denied',
      'http://localhost:5000/cb?from=isogeo&error=access_denied',
    ]);
  });

  const strangers: Record<string, Record<string, string | null>> = {
    'an unknown client id': { client_id: 'nobody' },
    'no client id': { client_id: null },
    'no redirect URI': { redirect_uri: null },
    'a redirect URI with one more slash': { redirect_uri: `${callback}/` },
    'a redirect URI on another port': { redirect_uri: 'http://localhost:5001/callback' },
    'a redirect URI in other letters': { redirect_uri: 'http://LOCALHOST:5000/callback' },
    'a redirect URI encoded twice': { redirect_uri: encodeURIComponent(callback) },
    'a redirect URI for 127.0.0.1': { redirect_uri: 'http://127.0.0.1:5000/callback' },
  };
  for (const [what, given] of Object.entries(strangers)) {
    it(`the sandbox’s authorization endpoint shows an error page, and doesn’t redirect, for ${what}`, async (t) => {
      const sandbox = await userSandbox(t);
      sandbox.setConsent('allow');
      const response = await authorize(sandbox, given);
      assert.equal(response.status, 400);
      await pageOf(response);
    });
  }

  it('the sandbox’s authorization endpoint shows an error page if the request has two redirect URIs', async (t) => {
    const sandbox = await userSandbox(t);
    const { clientId } = firstApplication(sandbox);
    const query = `client_id=${clientId}&redirect_uri=${callback}&redirect_uri=${callback}`;
    const response = await fetch(`${sandbox.origin}/oauth/authorize?${query}`);
    assert.equal(response.status, 400);
    await pageOf(response);
  });

  const faults: Record<string, [Record<string, string | null>, string]> = {
    'no response type': [{ response_type: null }, 'invalid_request'],
    'an unknown response type': [{ response_type: 'id_token' }, 'unsupported_response_type'],
    'a plain challenge': [{ code_challenge: challenge }, 'invalid_request'],
    'a challenge that is no SHA-256': [
      { code_challenge: 'short', code_challenge_method: 'S256' },
      'invalid_request',
    ],
  };
  for (const [what, [given, error]] of Object.entries(faults)) {
    it(`the sandbox’s authorization endpoint redirects to the application with an error and the state for ${what}`, async (t) => {
      const response = await authorize(await userSandbox(t), { ...given, state: 'x' });
      assert.equal(locationOf(response), `${callback}?error=${error}&state=x`);
    });
  }

  it('the sandbox’s authorization endpoint answers a code request of a group or a public application with unauthorized_client', async (t) => {
    const redirectUris = [callback];
    for (const application of [groupApplication({ redirectUris }), publicApplication()]) {
      const sandbox = await sandboxFor(t, { applications: [application] });
      const location = locationOf(await authorize(sandbox));
      assert.equal(location, `${callback}?error=unauthorized_client`);
    }
  });

  it('the sandbox’s authorization endpoint answers POST with 405, and names GET as the allowed method', async (t) => {
    const { origin } = await userSandbox(t);
    const response = await fetch(`${origin}/oauth/authorize`, { method: 'POST' });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), 'GET');
  });
});

describe('an out-of-band request', () => {
  for (const redirectUri of [outOfBand, `${outOfBand}:`, `${outOfBand}:auto`]) {
    it(`the sandbox shows the code of an out-of-band sign-in on a page if the redirect URI is ${redirectUri}`, async (t) => {
      const redirectUris = [redirectUri];
      const sandbox = await sandboxFor(t, { applications: [userApplication({ redirectUris })] });
      sandbox.setConsent('allow');
      const response = await authorize(sandbox, { redirect_uri: redirectUri });
      assert.equal(response.status, 200);
      assert.match(await pageOf(response), /<code id="code">\w+\+\w+\/\w+=<\/code>/);
    });
  }

  it('the sandbox shows a page with access_denied and without a code if an out-of-band sign-in is denied', async (t) => {
    const sandbox = await userSandbox(t);
    sandbox.setConsent('deny');
    const html = await pageOf(await authorize(sandbox, { redirect_uri: outOfBand }));
    assert.match(html, /access_denied/);
    assert.doesNotMatch(html, /<code/);
  });

  it('the sandbox answers 400 to an implicit grant with an out-of-band redirect URI', async (t) => {
    const redirectUris = [outOfBand];
    const sandbox = await sandboxFor(t, { applications: [publicApplication({ redirectUris })] });
    const given = { redirect_uri: outOfBand, response_type: 'token' };
    assert.equal((await authorize(sandbox, given)).status, 400);
  });
});

describe('the implicit grant', () => {
  it('the sandbox’s implicit grant returns a token in the fragment of the redirect URI, and the API accepts the token', async (t) => {
    const sandbox = await publicSandbox(t);
    sandbox.setConsent('allow');
    const location = locationOf(await authorize(sandbox, { response_type: 'token', state: 'x' }));
    assert.match(
      location,
      /^http:\/\/localhost:5000\/callback#access_token=[\w-]{300,}&token_type=bearer&expires_in=3599&state=x$/,
    );
    const fragment = new URLSearchParams(new URL(location).hash.slice(1));
    const token = fragment.get('access_token') ?? '';
    assert.equal((await get(sandbox, '/shares', token)).status, 200);
    assert.equal((await get(sandbox, '/account', token)).status, 200);
  });

  it('the sandbox’s implicit grant returns access_denied in the fragment if the user denies the sign-in', async (t) => {
    const sandbox = await publicSandbox(t);
    sandbox.setConsent('deny');
    const location = locationOf(await authorize(sandbox, { response_type: 'token', state: 'x' }));
    assert.equal(location, `${callback}#error=access_denied&state=x`);
  });

  it('the sandbox refuses the implicit grant to a confidential user application with unauthorized_client', async (t) => {
    const location = locationOf(await authorize(await userSandbox(t), { response_type: 'token' }));
    assert.equal(location, `${callback}#error=unauthorized_client`);
  });
});

describe('the log of authorization requests', () => {
  it('the sandbox’s log of authorization requests contains each request and the outcome of the request', async (t) => {
    const sandbox = await sandboxFor(t, {
      applications: [userApplication()],
      clock: () => 1000,
    });
    const { clientId } = firstApplication(sandbox);
    const html = await pageOf(await authorize(sandbox));
    await press(sandbox, html, 'deny');
    sandbox.setConsent('allow');
    await authorize(sandbox, { code_challenge: challenge, code_challenge_method: 'S256' });
    await authorize(sandbox, { redirect_uri: 'http://elsewhere' });
    const request = { time: 1000, clientId, grant: 'code', redirectUri: callback, pkce: false };
    assert.deepEqual(sandbox.authorizationRequests, [
      { ...request, outcome: 'asked', status: 200 },
      { ...request, outcome: 'denied', status: 303 },
      { ...request, pkce: true, outcome: 'allowed', status: 303 },
      {
        time: 1000,
        clientId: null,
        grant: null,
        redirectUri: null,
        pkce: false,
        outcome: 'refused',
        status: 400,
      },
    ]);
    assert.equal(sandbox.apiRequests.length, 0);
  });

  it('the sandbox’s log of authorization requests contains neither the state nor the code', async (t) => {
    const applications = [userApplication()];
    const sandbox = await sandboxFor(t, { applications });
    sandbox.setConsent('allow');
    const location = locationOf(await authorize(sandbox, { state: 'our-secret-state' }));
    const code = new URL(location).searchParams.get('code') ?? '';
    const log = JSON.stringify(sandbox.authorizationRequests);
    assert.ok(code.length > 0 && !log.includes(code));
    assert.ok(!log.includes('our-secret-state'));
  });
});
