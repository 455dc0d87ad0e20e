import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../../../core/log';
import { parsePersisted, type TokensOrigin } from '../../../protocol/tokens';
import { PANELS } from '../../platform/contributions/views';
import { Panels } from '../../platform/panels';
import type { TokensHost } from './tokensHost';
import { TokensPanel } from './tokensPanel';

/** The open tables of collected tokens, one a folder. After a reload their pages offer to collect again. */
export type TokensPanels = Panels<TokensOrigin, TokensPanel>;

export function registerTokensPanels(extensionUri: vscode.Uri, host: TokensHost, log: Log): TokensPanels {
  return new Panels({
    viewType: PANELS.tokens,
    title: ({ base }) => l10n.t('Tokens: {0}', basename(base)),
    keyOf: ({ base }) => base,
    parse: (state) => parsePersisted(state)?.origin,
    makePage: (panel, origin) => new TokensPanel(panel, origin, { extensionUri, host, log }),
  });
}
