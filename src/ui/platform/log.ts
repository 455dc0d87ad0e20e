import * as vscode from 'vscode';
import type { LogLevel, LogSink } from '../../core/files/logFile';
import { redact } from '../../core/text/redact';
import type { Log } from '../../core/log';

/** The output channel of the extension: what is written to it holds no token and no home folder. */
export class ChannelLog implements Log, vscode.Disposable {
  private readonly channel = vscode.window.createOutputChannel('Diffusion Workbench', { log: true });
  private sink: LogSink | undefined;

  /** @param secrets the tokens in use */
  constructor(private readonly secrets: () => readonly string[]) {}

  /** @param sink from now on keeps what the channel shows, from the level `info` on; undefined for none */
  keepIn(sink: LogSink | undefined): void {
    this.sink = sink;
  }

  debug(message: string): void {
    if (this.isDebugging) this.write('debug', message);
  }

  info(message: string): void {
    this.write('info', message);
  }

  warn(message: string): void {
    this.write('warn', message);
  }

  error(message: string): void {
    this.write('error', message);
  }

  show(): void {
    this.channel.show();
  }

  dispose(): void {
    this.channel.dispose();
  }

  private get isDebugging(): boolean {
    const { logLevel } = this.channel;
    return logLevel !== vscode.LogLevel.Off && logLevel <= vscode.LogLevel.Debug;
  }

  private write(level: LogLevel, message: string): void {
    const clean = redact(message, this.secrets());
    this.channel[level](clean);
    this.sink?.write(level, clean);
  }
}
