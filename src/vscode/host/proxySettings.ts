import * as vscode from 'vscode';
import type { ProxySettings } from '../../core/http/proxy.ts';

/** The proxy settings of VS Code; the system's proxy, which VS Code may find, isn't available. */
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

/** Whether VS Code adds the system's certificates to Node's. */
export function usesSystemCertificates(): boolean {
  return vscode.workspace.getConfiguration('http').get<unknown>('systemCertificates') !== false;
}
