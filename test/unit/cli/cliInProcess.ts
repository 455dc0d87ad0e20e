import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { Script } from 'node:vm';

/** The built command line: absolute, for a call in this process changes the folder. */
export const CLI = resolve('dist/cli.js');

/** As Node wraps a CommonJS module, with the process it is to see beside. */
const PARAMETERS = 'exports, require, module, __filename, __dirname, process';

type Main = (...values: unknown[]) => void;

let script: Script | undefined;
let running = false;

/** Whether a call runs in this process at this moment: the folder and environment are its own. */
export function isCliRunning(): boolean {
  return running;
}

/**
 * Runs the built command line, each time from its first line, as Node does, but in this process: starting another one
 * costs ten times as much. One at a time.
 * @param env added to that of this process
 * @returns what its process would have ended with
 */
export async function runCliInProcess(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const before = { cwd: process.cwd(), env: { ...process.env } };
  running = true;
  process.chdir(folder);
  Object.assign(process.env, env);
  try {
    const out = new Sink();
    const error = new Sink();
    const exitCode = await new Promise<number>((ended) => {
      const seen = seenProcess({ argv: [process.execPath, CLI, ...args], stdout: out, stderr: error }, ended);
      evaluate(seen);
    });
    return { exitCode, stdout: out.text(), stderr: error.text() };
  } finally {
    running = false;
    process.chdir(before.cwd);
    for (const name of Object.keys(env)) {
      const value = before.env[name];
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
}

/** This process, but with other arguments and streams; setting its exit code is what `cli.ts` does last. */
function seenProcess(own: Record<string, unknown>, ended: (exitCode: number) => void): NodeJS.Process {
  const replaced = new Map(Object.entries({ ...own, stdin: Readable.from([]), exit: ended }));
  return new Proxy(process, {
    get(target, name) {
      if (replaced.has(String(name))) return replaced.get(String(name));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    set(target, name, value) {
      if (name === 'exitCode') ended(value as number);
      else Reflect.set(target, name, value, target);
      return true;
    },
  });
}

function evaluate(seen: NodeJS.Process): void {
  script ??= new Script(`(function (${PARAMETERS}) {${readFileSync(CLI, 'utf8')}\n})`, { filename: CLI });
  const main = script.runInThisContext() as Main;
  const load = createRequire(CLI);
  const require = (name: string): unknown => (/^(?:node:)?process$/.test(name) ? seen : load(name));
  const module = { exports: {} };
  main(module.exports, Object.assign(require, load), module, CLI, dirname(CLI), seen);
}

/** Keeps what is written to it. */
class Sink extends Writable {
  private readonly chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk);
    done();
  }

  /** Without the last line end, as execa gives it. */
  text(): string {
    return Buffer.concat(this.chunks)
      .toString()
      .replace(/\r?\n$/, '');
  }
}
