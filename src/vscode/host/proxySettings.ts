import * as vscode from 'vscode';
import type { ProxySettings } from '../../core/http/proxy.ts';

/** What VS Code is told of proxies; what it finds out from the system itself, it does not tell. */
export function readProxySettings(): ProxySettings {
  const http = vscode.workspace.getConfiguration('http');
  const noProxy = http.get<unknown>('noProxy');
  return {
    support: http.get<string>('proxySupport') ?? 'override',
    proxy: http.get<string>('proxy') ?? '',
    noProxy: Array.isArray(noProxy) ? noProxy.filter((each) => typeof each === 'string') : [],
    environment: process.env,
  };
}

/** Whether VS Code takes the system's certificates beside Node's. */
export function usesSystemCertificates(): boolean {
  return vscode.workspace.getConfiguration('http').get<unknown>('systemCertificates') !== false;
}
