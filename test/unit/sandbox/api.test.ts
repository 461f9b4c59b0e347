import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupApplication } from '../../sandbox/applications.ts';
import { referenceShare } from '../../sandbox/shares.ts';
import { licenses } from '../../sandbox/vocabulary.ts';
import { get, getJson, outcome, sandboxFor, tokenOf } from './helpers.ts';

const unauthorized = { status: 401, body: { error: 'invalid_token' } };
const communes = '613dbc22264c470ca2338f77408d3817';
const floodZones = '9376742aaf4c49cdaef32ed8686a830e';

interface Share {
  readonly _id: string;
  readonly applications: readonly Record<string, unknown>[];
}

describe('the API step', () => {
  it('the sandbox’s API returns its version at /about without a token', async (t) => {
    const { origin } = await sandboxFor(t);
    const response = await fetch(`${origin}/about`);
    assert.equal(response.status, 200);
    assert.deepEqual(Object.keys((await response.json()) as object), ['version']);
  });

  const guarded = [
    '/shares',
    '/resources/search',
    `/resources/${communes}`,
    `/resources/${communes}.xml`,
    '/account',
    '/link-kinds',
    '/thesauri',
    `/licenses/${licenses.etalab.id}`,
  ];
  for (const path of guarded) {
    it(`the sandbox’s API answers ${path} without a token with 401 invalid_token`, async (t) => {
      const { origin } = await sandboxFor(t);
      assert.deepEqual(await outcome(await fetch(origin + path)), unauthorized);
    });
  }

  it('the sandbox’s API refuses an unknown token with 401 invalid_token', async (t) => {
    const sandbox = await sandboxFor(t);
    assert.deepEqual(await outcome(await get(sandbox, '/shares', 'unknown')), unauthorized);
  });

  it('the sandbox’s API refuses an unknown token with a bearer challenge that names invalid_token (RFC 6750)', async (t) => {
    const sandbox = await sandboxFor(t);
    const response = await get(sandbox, '/shares', 'unknown');
    assert.equal(response.headers.get('www-authenticate'), 'Bearer error="invalid_token"');
  });

  it('the sandbox’s API accepts a token until the last millisecond of its lifetime, and then refuses it', async (t) => {
    let now = Date.UTC(2025, 0, 1);
    const sandbox = await sandboxFor(t, { tokenLifetimeSeconds: 60, clock: () => now });
    const token = await tokenOf(sandbox);
    now += 59_999;
    assert.equal((await get(sandbox, '/shares', token)).status, 200);
    now += 1;
    assert.deepEqual(await outcome(await get(sandbox, '/shares', token)), unauthorized);
  });

  it('the sandbox’s list of shares describes the application of a share without its client ID and secret', async (t) => {
    const application = groupApplication({ name: 'Reader', shares: [referenceShare] });
    const sandbox = await sandboxFor(t, { applications: [application] });
    const shares = await getJson<Share[]>(sandbox, '/shares');
    assert.equal(shares.length, 1);
    for (const key of ['_id', 'name', '_created', '_modified', 'urlToken', '_creator']) {
      assert.ok(Object.hasOwn(shares[0] ?? {}, key), key);
    }
    assert.deepEqual(shares[0]?.applications, [
      {
        name: 'Reader',
        kind: 'public',
        type: 'group',
        staff: false,
        url: 'https://www.example.org/catalog-viewer',
      },
    ]);
  });

  it('the sandbox’s API lists several shares of an application', async (t) => {
    assert.equal((await getJson<Share[]>(await sandboxFor(t), '/shares')).length, 2);
  });

  it('the sandbox’s API returns an empty list of shares to an application without shares', async (t) => {
    const sandbox = await sandboxFor(t, { applications: [groupApplication({ shares: [] })] });
    assert.deepEqual(await getJson(sandbox, '/shares'), []);
  });

  it('the sandbox’s API returns the share with the requested ID', async (t) => {
    const share = await getJson<Share>(await sandboxFor(t), `/shares/${referenceShare.id}`);
    assert.equal(share._id, referenceShare.id);
  });

  it('the sandbox’s API accepts the path /shares/, which has a trailing slash', async (t) => {
    assert.equal((await getJson<Share[]>(await sandboxFor(t), '/shares/?_lang=fr')).length, 2);
  });

  it('the sandbox’s API returns a resource without its links if the request has no _include', async (t) => {
    const resource = await getJson<object>(await sandboxFor(t), `/resources/${communes}`);
    assert.ok(!Object.hasOwn(resource, 'links'));
  });

  it('the sandbox’s API returns a resource with the sub-resources that _include names', async (t) => {
    const resource = await getJson<{ links: { actions: string[] }[] }>(
      await sandboxFor(t),
      `/resources/${communes}?_include=links,keywords`,
    );
    assert.deepEqual(
      resource.links.map((link) => link.actions),
      [['download'], ['view']],
    );
    assert.ok(Object.hasOwn(resource, 'keywords'));
  });

  it('the sandbox’s API ignores the names constructor and __proto__ in _include', async (t) => {
    const path = `/resources/${communes}?_include=constructor,__proto__`;
    const resource = await getJson<object>(await sandboxFor(t), path);
    assert.ok(!Object.hasOwn(resource, 'constructor'));
  });

  it('the sandbox’s API returns a resource as an ISO 19139 document in XML', async (t) => {
    const sandbox = await sandboxFor(t);
    const response = await get(sandbox, `/resources/${communes}.xml`, await tokenOf(sandbox));
    assert.match(response.headers.get('content-type') ?? '', /^application\/xml/);
    const xml = await response.text();
    assert.match(xml, /<gmd:MD_Metadata /);
    assert.ok(xml.includes(communes));
  });

  it('the sandbox’s API answers 404 for a resource that isn’t shared with the application, in JSON and in XML', async (t) => {
    const application = groupApplication({ shares: [referenceShare] });
    const sandbox = await sandboxFor(t, { applications: [application] });
    const token = await tokenOf(sandbox);
    assert.equal((await get(sandbox, `/resources/${communes}`, token)).status, 200);
    assert.equal((await get(sandbox, `/resources/${floodZones}`, token)).status, 404);
    assert.equal((await get(sandbox, `/resources/${floodZones}.xml`, token)).status, 404);
  });

  it('the sandbox’s API answers 403 at /account to a group application', async (t) => {
    const sandbox = await sandboxFor(t);
    assert.equal((await get(sandbox, '/account', await tokenOf(sandbox))).status, 403);
  });

  it('the sandbox’s API lists the link kinds in English if the request asks for English', async (t) => {
    const kinds = await getJson<object[]>(await sandboxFor(t), '/link-kinds?_lang=en');
    assert.equal(kinds.length, 8);
    assert.deepEqual(kinds[0], {
      kind: 'url',
      name: 'Link',
      actions: ['download', 'view', 'other'],
    });
  });

  it('the sandbox’s list of thesauri contains the thesaurus with the code inspire-theme', async (t) => {
    const thesauri = await getJson<{ code: string }[]>(await sandboxFor(t), '/thesauri');
    assert.ok(thesauri.some(({ code }) => code === 'inspire-theme'));
  });

  it('the sandbox’s API returns the licence with the requested ID', async (t) => {
    const { id, name, link } = licenses.odbl;
    assert.deepEqual(await getJson(await sandboxFor(t), `/licenses/${id}`), {
      _id: id,
      _tag: `license:isogeo:${id}`,
      name,
      link,
    });
  });

  it('the sandbox’s API answers an unknown path with 404 in JSON', async (t) => {
    const { origin } = await sandboxFor(t);
    const response = await fetch(`${origin}/nowhere`);
    assert.deepEqual(await outcome(response), { status: 404, body: { error: 'not_found' } });
  });

  it('the sandbox’s API answers POST, PUT and DELETE at /shares with 405', async (t) => {
    const sandbox = await sandboxFor(t);
    for (const method of ['POST', 'PUT', 'DELETE']) {
      assert.equal((await fetch(`${sandbox.origin}/shares`, { method })).status, 405);
    }
  });
});
