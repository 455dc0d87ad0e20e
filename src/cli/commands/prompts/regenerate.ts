import type { Command } from 'commander';
import type { Run } from '../../run';
import type { CommonOptions } from '../../session';
import { rewritePrompts, withRewriteOptions, type RewriteOptions } from './rewrite';

export function registerRegenerate(prompts: Command, run: Run): void {
  withRewriteOptions(
    prompts
      .command('regenerate')
      .description("make prompts anew from raw_prompt for their folder's LoRA; without --write only reports")
      .argument('<path...>'),
  ).action((paths: string[], options: CommonOptions & RewriteOptions) =>
    run(options, (session) => rewritePrompts(session, 'regenerate', paths, options)),
  );
}
