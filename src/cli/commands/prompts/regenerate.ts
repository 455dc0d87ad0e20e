import type { Command } from 'commander';
import type { Run } from '../../run';
import type { CommonOptions } from '../../session';
import {
  filtersOption,
  forgetOldestOption,
  rewritePrompts,
  trailingCommaOption,
  type RewriteOptions,
} from './rewrite';

export function registerRegenerate(prompts: Command, run: Run): void {
  prompts
    .command('regenerate')
    .description("make prompts anew from raw_prompt for their folder's LoRA; without --write only reports")
    .argument('<path...>')
    .option('--write', 'write the files')
    .addOption(forgetOldestOption())
    .addOption(filtersOption())
    .addOption(trailingCommaOption())
    .action((paths: string[], options: CommonOptions & RewriteOptions) =>
      run(options, (session) => rewritePrompts(session, 'regenerate', paths, options)),
    );
}
