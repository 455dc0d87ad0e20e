import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, it } from 'mocha';
import { createProgram } from '../../../src/cli/program';
import { assertGolden, GOLDEN_FOLDER } from '../../support/golden';

/** The help of a command as `--help` prints it into a pipe. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (more) => (text += more), getOutHelpWidth: () => 80 });
  command.outputHelp();
  return text;
}

/** All commands with the names of their golden files: `diffusion-workbench-prompts-undo.txt`. */
function withSubcommands(command: Command, parents = ''): [file: string, command: Command][] {
  const name = parents + command.name();
  const below = command.commands.flatMap((each) => withSubcommands(each, `${name}-`));
  return [[`${name}.txt`, command], ...below];
}

describe('the help of the command line', () => {
  const commands = withSubcommands(createProgram(() => undefined));
  for (const [file, command] of commands) {
    it(`is that of cli/${file}`, () => assertGolden(join('cli', file), helpOf(command)));
  }

  it('has no golden file without a command', () => {
    const files = new Set(commands.map(([file]) => file));
    const left = readdirSync(join(GOLDEN_FOLDER, 'cli')).filter((file) => !files.has(file));
    if (process.env.UPDATE_GOLDEN) for (const file of left) rmSync(join(GOLDEN_FOLDER, 'cli', file));
    else assert.deepEqual(left, []);
  });
});
