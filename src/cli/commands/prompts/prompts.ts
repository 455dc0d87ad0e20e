import type { Command } from 'commander';
import type { Run } from '../../run';
import { registerCollect } from './collect';
import { registerRefilter } from './refilter';
import { registerRegenerate } from './regenerate';
import { registerUndo } from './undo';

/** The commands that work on prompt files: the JSON in `.txt` that lies beside generated pictures. */
export function registerPrompts(program: Command, run: Run): void {
  const prompts = program
    .command('prompts')
    .description('refilter and regenerate prompt files, collect their tokens');
  for (const register of [registerRefilter, registerRegenerate, registerCollect, registerUndo]) {
    register(prompts, run);
  }
}
