import * as tls from 'node:tls';
import type { Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { AddressGuard } from './addressGuard';
import { guardedConnector } from './guardedConnector';

/** How requests leave the machine: VS Code's `http.*` settings, or nothing for the environment's. */
export interface ProxySettings {
  /** `http.proxy`: host and port, with or without `http://`; empty or absent: the environment's. */
  readonly proxy?: string;
  /** `http.noProxy`: hosts that are reached directly; absent: the environment's `NO_PROXY`. */
  readonly noProxy?: readonly string[];
  /** `http.proxyStrictSSL`: false accepts certificates of unknown authorities. */
  readonly strictSSL?: boolean;
  /** Certificates (PEM) of further authorities, such as a company's own. */
  readonly ca?: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** No proxy can reach what runs on this machine. */
const DIRECT = ['localhost', '127.0.0.1', '[::1]'];
const CONNECT_TIMEOUT_MS = 10_000;

/** The options of undici's proxy agent for these settings, but for direct connections. */
export function proxyAgentOptions(
  settings: ProxySettings,
  environment: Environment = process.env,
): Omit<EnvHttpProxyAgent.Options, 'connect'> {
  const proxy = settings.proxy?.trim();
  const url = proxy ? (proxy.includes('://') ? proxy : `http://${proxy}`) : undefined;
  const fromEnvironment = (environment.no_proxy ?? environment.NO_PROXY ?? '')
    .split(/[,\s]+/)
    .filter(Boolean);
  const noProxy = settings.noProxy ?? fromEnvironment;
  const security = {
    rejectUnauthorized: settings.strictSSL ?? true,
    ...(settings.ca && { ca: [...settings.ca] }),
  };
  return {
    ...(url !== undefined && { httpProxy: url, httpsProxy: url }),
    noProxy: noProxy.includes('*') ? '*' : [...noProxy, ...DIRECT].join(','),
    requestTls: security,
    proxyTls: security,
  };
}

/** The authorities that Node and the system trust; undefined where this Node cannot tell (before 22.15). */
export function trustedCertificates(): string[] | undefined {
  const { getCACertificates } = tls as Partial<typeof tls>;
  return getCACertificates && [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
}

/**
 * A dispatcher that goes through the proxy of the settings, or of `HTTPS_PROXY` and `HTTP_PROXY`, and trusts
 * the system's certificate authorities. The caller closes it.
 * @param guard what direct connections keep to; a proxy resolves names itself
 */
export async function createDispatcher(settings: ProxySettings, guard: AddressGuard): Promise<Dispatcher> {
  const { EnvHttpProxyAgent } = await import('undici');
  const ca = settings.ca ?? trustedCertificates();
  const options = proxyAgentOptions({ ...settings, ...(ca && { ca }) });
  const connect = await guardedConnector(guard, { timeout: CONNECT_TIMEOUT_MS, ...options.requestTls });
  return new EnvHttpProxyAgent({ ...options, connect });
}
