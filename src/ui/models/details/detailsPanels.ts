import { basename } from 'node:path';
import type * as vscode from 'vscode';
import type { Log } from '../../../core/log';
import { type DetailsDraft, parsePersisted } from '../../../protocol/details';
import { PANELS } from '../../platform/contributions/views';
import { Panels } from '../../platform/panels';
import type { DetailsHost } from './detailsHost';
import { DetailsPanel } from './detailsPanel';

/** The open Details panels, one a model. */
export type DetailsPanels = Panels<string, DetailsPanel>;

/** Registers the Details panels; each is about the absolute path of a model. */
export function registerDetails(extensionUri: vscode.Uri, host: DetailsHost, log: Log): DetailsPanels {
  const drafts = new Map<string, DetailsDraft>();
  return new Panels({
    viewType: PANELS.details,
    title: (path) => `Details: ${basename(path)}`,
    keyOf: (path) => path,
    // The path is only looked up in the library, never opened as it is.
    parse: (state) => parsePersisted(state)?.path,
    findWidget: true,
    makePage: (panel, path) => new DetailsPanel(panel, path, { extensionUri, host, log, drafts }),
  });
}
