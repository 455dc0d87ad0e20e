import type { Dispatcher } from 'undici';
import * as vscode from 'vscode';

/** A dispatcher that honours the editor's proxy and certificate settings, which an imported `undici` does not see. */
export async function proxyDispatcher(): Promise<Dispatcher> {
  const { createDispatcher } = await import('../../core/civitai/dispatcher');
  const http = vscode.workspace.getConfiguration('http');
  const useProxy = http.get('proxySupport') !== 'off';
  const proxy = http.get<string>('proxy', '');
  const noProxy = http.get<string[]>('noProxy', []);
  return createDispatcher({
    ...(useProxy && proxy !== '' && { proxy }),
    ...(useProxy ? noProxy.length > 0 && { noProxy } : { noProxy: ['*'] }),
    strictSSL: http.get<boolean>('proxyStrictSSL', true),
  });
}
