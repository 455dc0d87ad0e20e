import type { Event, SecretStorage } from 'vscode';

const KEY = 'civitaiToken';
/** The origins beside Civitai's own that the user lets the token go to: a JSON array. */
const ORIGINS_KEY = 'civitaiTokenOrigins';

/** Civitai's own. Any other is asked without the token until the user confirms it. */
const CIVITAI_ORIGINS: ReadonlySet<string> = new Set([
  'https://civitai.com',
  'https://civitai.red',
  'https://civitai.green',
]);

/** Environment variables that may hold the token, the first that is set counts. */
const VARIABLES = ['CIVITAI_TOKEN', 'CIVITAI_API_KEY'] as const;

/** Where the token in use comes from. */
export type TokenSource = 'stored' | (typeof VARIABLES)[number];

/** The Civitai API token: the editor's secret storage first, then the environment. Never logged. */
export class CivitaiToken {
  private readonly seen = new Set<string>();

  constructor(
    private readonly secrets: SecretStorage,
    private readonly env: Readonly<Record<string, string | undefined>> = process.env,
  ) {}

  get onDidChange(): Event<unknown> {
    return this.secrets.onDidChange;
  }

  /** The token for requests to this origin (`https://host:port`); undefined where it must not go there. */
  async getFor(origin: string): Promise<string | undefined> {
    const found = await this.find();
    return found && (await this.mayGoTo(origin)) ? found.token : undefined;
  }

  /** Whether the token may be sent to this origin. */
  async mayGoTo(origin: string): Promise<boolean> {
    return CIVITAI_ORIGINS.has(origin) || (await this.confirmed()).includes(origin);
  }

  /** Lets the token go to this origin until the kept token is removed. */
  async confirm(origin: string): Promise<void> {
    await this.secrets.store(
      ORIGINS_KEY,
      JSON.stringify([...new Set([...(await this.confirmed()), origin])]),
    );
  }

  async source(): Promise<TokenSource | undefined> {
    return (await this.find())?.source;
  }

  /** Keeps a token, or removes the kept one and forgets where it may go. An environment variable stays in use when nothing is kept. */
  async store(token: string | undefined): Promise<void> {
    if (token !== undefined) {
      await this.secrets.store(KEY, token);
      return;
    }
    await this.secrets.delete(KEY);
    await this.secrets.delete(ORIGINS_KEY);
  }

  /** Every token of this session, for the log to leave out. */
  known(): string[] {
    return [...this.seen];
  }

  private async confirmed(): Promise<readonly string[]> {
    try {
      const origins: unknown = JSON.parse((await this.secrets.get(ORIGINS_KEY)) ?? '[]');
      return Array.isArray(origins) ? origins.filter((origin) => typeof origin === 'string') : [];
    } catch {
      return [];
    }
  }

  private async find(): Promise<{ token: string; source: TokenSource } | undefined> {
    const stored = (await this.secrets.get(KEY))?.trim();
    const candidates = [
      { token: stored, source: 'stored' as const },
      ...VARIABLES.map((source) => ({ token: this.env[source]?.trim(), source })),
    ];
    for (const { token, source } of candidates) {
      if (token === undefined || token === '') continue;
      this.seen.add(token);
      return { token, source };
    }
    return undefined;
  }
}
