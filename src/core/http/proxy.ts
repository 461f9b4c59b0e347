import { isLoopback } from '../platform/origins.ts';

/** A proxy without its user info, which is a secret. */
export interface Proxy {
  readonly scheme: 'http' | 'https' | 'socks';
  /** As written in an address: IPv6 in brackets. */
  readonly hostname: string;
  readonly port: number;
  readonly from: 'setting' | 'environment';
}

/** How VS Code sends a request, as far as extensions can know. */
export type ProxyUse =
  | { readonly via: 'proxy'; readonly proxy: Proxy }
  | {
      readonly via: 'direct';
      /** `not-configured`: VS Code may still use the system's proxy, without telling extensions. */
      readonly because: 'loopback' | 'off' | 'excluded' | 'not-configured';
    };

export interface ProxySettings {
  /** The setting `http.proxySupport`; `off` disables every proxy. */
  readonly support: string;
  /** The setting `http.proxy`. */
  readonly proxy: string;
  /** The setting `http.noProxy`; unless it is empty, `NO_PROXY` is ignored. */
  readonly noProxy: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Follows VS Code's order: loopback and exceptions directly, then the setting, then the environment, where
 * `HTTPS_PROXY` is also for `http:` addresses (`useProxySettings` in `@vscode/proxy-agent`).
 */
export function proxyFor(url: URL, settings: ProxySettings): ProxyUse {
  const direct = (because: Extract<ProxyUse, { via: 'direct' }>['because']) =>
    ({ via: 'direct', because }) as const;
  if (isLoopback(url)) return direct('loopback');
  if (settings.support === 'off') return direct('off');
  const { environment, noProxy } = settings;
  const named = (...names: readonly string[]) =>
    names.flatMap((name) => [environment[name.toLowerCase()], environment[name]]).find(Boolean) ??
    '';
  const inherited = named('NO_PROXY').trim().split(',');
  if (isExcluded(url, noProxy.length > 0 ? noProxy.map((each) => each.trim()) : inherited))
    return direct('excluded');
  const proxy =
    parseProxy(settings.proxy, 'setting') ??
    parseProxy(named('HTTPS_PROXY', 'HTTP_PROXY'), 'environment');
  return proxy ? { via: 'proxy', proxy } : direct('not-configured');
}

const defaultPorts = { http: 80, https: 443, socks: 1080 } as const;

function parseProxy(address: string, from: Proxy['from']): Proxy | undefined {
  const url = URL.parse(address.trim());
  if (!url?.hostname) return undefined;
  const scheme = url.protocol.slice(0, -1).replace(/socks(4a?|5h?)/, 'socks');
  if (scheme !== 'http' && scheme !== 'https' && scheme !== 'socks') return undefined;
  const port = url.port === '' ? defaultPorts[scheme] : Number(url.port);
  return { scheme, hostname: url.hostname, port, from };
}

/** `*`, `host` or `.domain`, with or without a port. Like VS Code, it knows no `*.domain` and no IPv6. */
function isExcluded(url: URL, patterns: readonly string[]): boolean {
  const ownPort = url.port || (url.protocol === 'https:' ? '443' : '80');
  return patterns.some((pattern) => {
    if (pattern === '*') return true;
    const [name = '', port] = pattern.trim().toLowerCase().split(':', 2);
    const domain = name.startsWith('.') ? name : `.${name}`;
    return name !== '' && (!port || port === ownPort) && `.${url.hostname}`.endsWith(domain);
  });
}

/** Host and port, as a failure names them. */
export function hostOf({ hostname, port }: Pick<Proxy, 'hostname' | 'port'>): string {
  return `${hostname}:${port}`;
}
