import * as vscode from 'vscode';
import { redact } from '../../core/text/redact';
import type { Log } from '../../core/log';

/** The output channel of the extension: what is written to it holds no token and no home folder. */
export class ChannelLog implements Log, vscode.Disposable {
  private readonly channel = vscode.window.createOutputChannel('Diffusion Workbench', { log: true });

  /** @param secrets the tokens in use */
  constructor(private readonly secrets: () => readonly string[]) {}

  debug(message: string): void {
    this.channel.debug(this.clean(message));
  }

  info(message: string): void {
    this.channel.info(this.clean(message));
  }

  warn(message: string): void {
    this.channel.warn(this.clean(message));
  }

  error(message: string): void {
    this.channel.error(this.clean(message));
  }

  show(): void {
    this.channel.show();
  }

  dispose(): void {
    this.channel.dispose();
  }

  private clean(message: string): string {
    return redact(message, this.secrets());
  }
}
