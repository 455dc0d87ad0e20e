import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tools from '../../processes/runTool';
import type { ProgramEnd, RunOptions, RunTool } from '../../processes/runTool';

export type { ProgramEnd, RunTool };

const ENVIRONMENT = {
  PYTHONUTF8: '1',
  PYTHONIOENCODING: 'utf-8',
  PYTHONWARNINGS: 'ignore',
  NO_COLOR: '1',
  // Nothing is asked from the network by a check.
  HF_HUB_OFFLINE: '1',
  TRANSFORMERS_OFFLINE: '1',
  GIT_TERMINAL_PROMPT: '0',
};

/** Runs a program that is asked something. */
export const runTool: RunTool = (program, args, options) =>
  tools.runTool(program, args, { ...options, env: ENVIRONMENT });

/**
 * Runs a Python file of ours and gives what follows the mark on the last line that has it.
 * @param source the text of the file; it is written to a folder of its own, since a command line may be too short for it
 */
export async function askPython(
  python: string,
  source: string,
  { args, mark, run, ...options }: RunOptions & { args: readonly string[]; mark: string; run: RunTool },
): Promise<{ readonly answer: unknown; readonly end: ProgramEnd }> {
  const folder = await mkdtemp(join(tmpdir(), 'diffusion-workbench-'));
  try {
    const file = join(folder, 'ask.py');
    await writeFile(file, source);
    const end = await run(python, [file, ...args], options);
    return { answer: answerIn(end.stdout, mark), end };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function answerIn(stdout: string, mark: string): unknown {
  const line = stdout.split(/\r?\n/).findLast((each) => each.startsWith(mark));
  if (line === undefined) return undefined;
  try {
    return JSON.parse(line.slice(mark.length)) as unknown;
  } catch {
    return undefined;
  }
}
