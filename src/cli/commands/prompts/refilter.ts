import { Option, type Command } from 'commander';
import type { Run } from '../../run';
import type { CommonOptions } from '../../session';
import { rewritePrompts, withRewriteOptions, type RewriteOptions } from './rewrite';

export function registerRefilter(prompts: Command, run: Run): void {
  withRewriteOptions(
    prompts
      .command('refilter')
      .description('filter prompts again and put their LoRA tags in front; without --write only reports')
      .argument('<path...>'),
  )
    .addOption(
      new Option('--lora-tags <which>', 'the tags of raw_prompt that go to the front')
        .choices(['all', 'last'])
        .default('all'),
    )
    .addOption(
      new Option('--source <which>', 'what is filtered: the prompts as they are, or raw_prompt anew')
        .choices(['existing', 'raw'])
        .default('existing'),
    )
    .action((paths: string[], options: CommonOptions & RewriteOptions) =>
      run(options, (session) => rewritePrompts(session, 'refilter', paths, options)),
    );
}
