import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createProxyResolver } from '@vscode/proxy-agent';
import fc from 'fast-check';
import { proxyFor, type ProxySettings } from '../../../../src/core/http/proxy.ts';

const url = new URL('https://id.api.isogeo.com/oauth/token');

const settings: ProxySettings = { support: 'override', proxy: '', noProxy: [], environment: {} };

function useOf(given: Partial<ProxySettings>, to = url): string {
  const use = proxyFor(to, { ...settings, ...given });
  if (use.via === 'direct') return use.because;
  const { scheme, hostname, port, from } = use.proxy;
  return `${scheme} ${hostname} ${port} ${from}`;
}

/** The choice of the code that VS Code patches Node's modules with, in the words of `useOf`. */
async function chosenByVsCode(to: string, given: Omit<ProxySettings, 'support'>): Promise<string> {
  const no = () => false;
  const log = { trace: no, debug: no, info: no, warn: no, error: no };
  const { url, source } = await createProxyResolver({
    getProxyURL: () => given.proxy,
    getProxySupport: () => 'override',
    getNoProxyConfig: () => [...given.noProxy],
    resolveProxy: () => Promise.resolve(undefined),
    loadAdditionalCertificates: () => Promise.resolve([]),
    ...{
      isAdditionalFetchSupportEnabled: no,
      isWebSocketPatchEnabled: no,
      isUseHostProxyEnabled: no,
    },
    ...{ addCertificatesV1: no, addCertificatesV2: no, loadSystemCertificatesFromNode: no },
    ...{ log, getLogLevel: () => 0, proxyResolveTelemetry: no, env: given.environment },
  }).resolveProxyByURL(to);
  if (url === undefined) return source.startsWith('noProxy') ? 'excluded' : 'not-configured';
  const { protocol, hostname, port } = new URL(url);
  const scheme = /^(socks|https?)/.exec(protocol)?.[1] ?? '';
  const defaultPort = { http: '80', https: '443', socks: '1080' }[scheme] ?? '';
  const from = source === 'env' ? 'environment' : source;
  return `${scheme} ${hostname} ${port || defaultPort} ${from}`;
}

describe('the proxy in use', () => {
  it('a request uses no proxy if the settings and the environment contain no proxy', () => {
    assert.equal(useOf({}), 'not-configured');
    assert.equal(useOf({ proxy: ' ', environment: { HTTPS_PROXY: '' } }), 'not-configured');
  });

  it('the proxy in the settings takes precedence over the proxy in the environment', () => {
    const environment = { HTTPS_PROXY: 'http://other:1' };
    assert.equal(
      useOf({ proxy: 'http://p.example:3128', environment }),
      'http p.example 3128 setting',
    );
  });

  for (const [name, value, expected] of [
    ['HTTPS_PROXY', 'http://p:8080', 'http p 8080 environment'],
    ['https_proxy', 'https://p', 'https p 443 environment'],
    ['HTTP_PROXY', 'http://p:8080', 'http p 8080 environment'],
    ['HTTPS_PROXY', 'p:8080', 'not-configured'],
    ['HTTPS_PROXY', 'socks5://p', 'socks p 1080 environment'],
    ['HTTPS_PROXY', 'http://[::1]:3128', 'http [::1] 3128 environment'],
    ['HTTPS_PROXY', 'ftp://p', 'not-configured'],
    ['HTTPS_PROXY', 'not an address', 'not-configured'],
  ] as const) {
    it(`a request to an https: address with ${name}=${value} in the environment gets the proxy: ${expected}`, () => {
      assert.equal(useOf({ environment: { [name]: value } }), expected);
    });
  }

  it('a request uses a proxy if only the settings or only the environment contain a proxy', () => {
    for (const given of [
      { ...settings, proxy: 'http://p:1' },
      { ...settings, environment: { HTTPS_PROXY: 'http://p:1' } },
    ]) {
      assert.equal(proxyFor(url, given).via, 'proxy');
    }
  });

  it('the proxy address in the settings is read without spaces around it, and ignored if it has no host', () => {
    assert.equal(useOf({ proxy: '  http://p:1 ' }), 'http p 1 setting');
    assert.equal(useOf({ proxy: '\u00a0http://p:1' }), 'http p 1 setting');
    assert.equal(useOf({ proxy: 'socks5://' }), 'not-configured');
  });

  for (const [address, pattern, expected] of [
    ['http://a.example/', 'a.example:80', 'excluded'],
    ['http://a.example/', 'a.example:443', 'http p 1 setting'],
    ['https://a.example:8443/', 'a.example:443', 'http p 1 setting'],
    ['https://a.example:8443/', 'a.example:8443', 'excluded'],
    ['https://a.example./', '', 'http p 1 setting'],
  ] as const) {
    it(`a request to ${address} with the no-proxy exception "${pattern}" in the settings gets the proxy: ${expected}`, () => {
      const given = { proxy: 'http://p:1', noProxy: [pattern] };
      assert.equal(useOf(given, new URL(address)), expected);
    });
  }

  it('the description of the proxy in use doesn’t contain the user name and password in the proxy’s address', () => {
    const use = proxyFor(url, {
      support: 'on',
      proxy: 'http://me:s3cr3t@p:1/?a=s3cr3t',
      noProxy: [],
      environment: {},
    });
    assert.doesNotMatch(JSON.stringify(use), /"me|me:|s3cr3t/);
  });

  it('a request to this machine (loopback) uses no proxy even if a proxy is set', () => {
    for (const own of ['http://127.0.0.1:1/', 'https://localhost/', 'http://[::1]:2/']) {
      assert.equal(useOf({ proxy: 'http://p:1' }, new URL(own)), 'loopback');
    }
  });

  it('no proxy is used if VS Code’s proxy support is off', () => {
    assert.equal(useOf({ proxy: 'http://p:1', support: 'off' }), 'off');
  });

  for (const [pattern, isExcluded] of [
    ['*', true],
    ['id.api.isogeo.com', true],
    ['ISOGEO.com', true],
    ['.isogeo.com', true],
    ['*.isogeo.com', false],
    ['isogeo.com:443', true],
    ['isogeo.com:8443', false],
    ['geo.com', false],
    ['', false],
  ] as const) {
    it(`a request to id.api.isogeo.com ${isExcluded ? 'isn’t' : 'is'} sent through the proxy if the no-proxy exception is "${pattern}"`, () => {
      const expected = isExcluded ? 'excluded' : 'http p 1 setting';
      assert.equal(useOf({ proxy: 'http://p:1', noProxy: [pattern] }), expected);
      const environment = { HTTPS_PROXY: 'http://p:1', NO_PROXY: `a.example,${pattern}` };
      assert.equal(useOf({ environment }), isExcluded ? 'excluded' : 'http p 1 environment');
    });
  }

  it('the proxy in use is the one that VS Code’s own code chooses, for random settings and environments', async () => {
    const some = (...values: readonly string[]) => fc.constantFrom('', ...values);
    const address = some(
      'http://p:1',
      'HTTPS://p',
      'socks5h://[::1]:2',
      'socks4://p:3',
      'ftp://p',
      'p:1',
    );
    const exception = some(
      ...[
        '*',
        ' * ',
        '*.isogeo.com',
        '.isogeo.com',
        'ISOGEO.com',
        'geo.com',
        'id.api.isogeo.com:443',
      ],
      ...[
        'isogeo.com:8443',
        'isogeo.com:',
        '[2001:db8::1]',
        '2001:db8::1',
        '10.0.0.5',
        '.',
        ':443',
      ],
    );
    const url = fc.constantFrom(
      ...['https://id.api.isogeo.com', 'https://id.api.isogeo.com:8443/a', 'http://isogeo.com'],
      ...['https://10.0.0.5', 'https://[2001:db8::1]', 'https://isogeo.com.example.org'],
    );
    const environment = fc.record({
      https_proxy: address,
      HTTPS_PROXY: address,
      http_proxy: address,
      HTTP_PROXY: address,
      no_proxy: fc.array(exception, { maxLength: 3 }).map((all) => all.join(',')),
      NO_PROXY: fc.array(exception, { maxLength: 2 }).map((all) => all.join(', ')),
    });
    const given = fc.record({
      proxy: address,
      noProxy: fc.array(exception, { maxLength: 2 }),
      environment,
    });
    await fc.assert(
      fc.asyncProperty(url, given, async (to, settings) => {
        assert.equal(useOf(settings, new URL(to)), await chosenByVsCode(to, settings));
      }),
      { numRuns: 2000 },
    );
  });
});
