import type { Dispatcher } from 'undici';
import * as vscode from 'vscode';
import type { AddressGuard } from '../../core/net/addressGuard';

/** The connections of one client: opened with its first request, by the settings as they are then. */
export interface Connections {
  readonly open: (guard: AddressGuard) => Promise<Dispatcher>;
  readonly close: () => Promise<void>;
}

/** Connections that honour the editor's proxy and certificate settings, which an imported `undici` does not see. */
export function proxyConnections(): Connections {
  let opened: Promise<Dispatcher> | undefined;
  return {
    open: (guard) => (opened ??= proxyDispatcher(guard)),
    close: async () => {
      // Settings that make no dispatcher have failed the requests already.
      const dispatcher = await opened?.catch(() => undefined);
      await dispatcher?.destroy();
    },
  };
}

async function proxyDispatcher(guard: AddressGuard): Promise<Dispatcher> {
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
