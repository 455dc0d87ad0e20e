import type { Dispatcher } from 'undici';
import * as vscode from 'vscode';
import type { AddressGuard } from '../../core/net/addressGuard';

/** Connections by the editor's proxy and certificate settings as they are now, which `undici` itself does not see. */
export async function proxyDispatcher(guard: AddressGuard): Promise<Dispatcher> {
  const { createDispatcher } = await import('../../core/net/dispatcher');
  const http = vscode.workspace.getConfiguration('http');
  const useProxy = http.get('proxySupport') !== 'off';
  const proxy = http.get<string>('proxy', '');
  const noProxy = http.get<string[]>('noProxy', []);
  const proxySettings = {
    ...(useProxy && proxy !== '' && { proxy }),
    ...(useProxy ? noProxy.length > 0 && { noProxy } : { noProxy: ['*'] }),
    strictSSL: http.get<boolean>('proxyStrictSSL', true),
  };
  return createDispatcher(proxySettings, guard);
}
