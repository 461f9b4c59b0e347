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
  /** The setting `http.noProxy`, which overrides the environment. */
  readonly noProxy: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Follows VS Code's order: loopback directly, then the setting, then the environment. */
export function proxyFor(url: URL, settings: ProxySettings): ProxyUse {
  const direct = (because: Extract<ProxyUse, { via: 'direct' }>['because']) =>
    ({ via: 'direct', because }) as const;
  if (isLoopback(url)) return direct('loopback');
  if (settings.support === 'off') return direct('off');
  if (isExcluded(url, settings.noProxy)) return direct('excluded');
  const set = parseProxy(settings.proxy, 'setting');
  if (set) return { via: 'proxy', proxy: set };
  const { environment } = settings;
  const named = (name: string) => environment[name.toLowerCase()] ?? environment[name];
  const inherited = parseProxy(
    (url.protocol === 'https:' ? named('HTTPS_PROXY') : undefined) ?? named('HTTP_PROXY') ?? '',
    'environment',
  );
  if (!inherited) return direct('not-configured');
  return isExcluded(url, (named('NO_PROXY') ?? '').split(','))
    ? direct('excluded')
    : { via: 'proxy', proxy: inherited };
}

const defaultPorts = { http: 80, https: 443, socks: 1080 } as const;

function parseProxy(address: string, from: Proxy['from']): Proxy | undefined {
  const trimmed = address.trim();
  const complete = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  const url = URL.parse(complete);
  if (!url) return undefined;
  const scheme = url.protocol.startsWith('socks') ? 'socks' : url.protocol.slice(0, -1);
  if (scheme !== 'http' && scheme !== 'https' && scheme !== 'socks') return undefined;
  if (url.hostname === '') return undefined;
  const port = url.port === '' ? defaultPorts[scheme] : Number(url.port);
  return { scheme, hostname: url.hostname, port, from };
}

/** `*`, `host`, `.domain` or `*.domain`, with or without a port. */
function isExcluded(url: URL, patterns: readonly string[]): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return patterns.some((pattern) => {
    const [, name = '', onPort] = /^(.*?)(?::(\d+))?$/.exec(pattern.trim().toLowerCase()) ?? [];
    if (name === '' || (onPort !== undefined && onPort !== port)) return false;
    if (name === '*') return true;
    const domain = name.replace(/^\*?\./, '');
    return url.hostname === domain || url.hostname.endsWith(`.${domain}`);
  });
}

/** Host and port, as a failure names them. */
export function hostOf({ hostname, port }: Pick<Proxy, 'hostname' | 'port'>): string {
  return `${hostname}:${port}`;
}
