import type * as vscode from 'vscode';
import type { ChannelLog } from '../../platform/log';
import type { ServicesHolder } from '../../platform/services';

/** What the last run would change, until it is applied or discarded. */
export class PromptChanges implements vscode.Disposable {
  constructor(
    private readonly services: ServicesHolder,
    private readonly log: ChannelLog,
  ) {}

  dispose(): void {
    this.log.debug(typeof this.services);
  }
}
