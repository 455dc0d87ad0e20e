import type { Event, SecretStorage } from 'vscode';

const KEY = 'civitaiToken';

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

  async get(): Promise<string | undefined> {
    return (await this.find())?.token;
  }

  async source(): Promise<TokenSource | undefined> {
    return (await this.find())?.source;
  }

  /** Keeps a token, or removes the kept one. An environment variable stays in use when nothing is kept. */
  async store(token: string | undefined): Promise<void> {
    if (token === undefined) await this.secrets.delete(KEY);
    else await this.secrets.store(KEY, token);
  }

  /** Every token of this session, for the log to leave out. */
  known(): string[] {
    return [...this.seen];
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
