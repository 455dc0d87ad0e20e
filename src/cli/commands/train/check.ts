import type { Command } from 'commander';
import { dirname, resolve } from 'node:path';
import { expandPath } from '../../../core/files/expandPath';
import { readUtf8 } from '../../../core/json/jsonFile';
import { statPath } from '../../../core/files/statPath';
import { checkTraining } from '../../../core/training/job/checkTraining';
import type { PlacedFinding } from '../../../core/training/job/readTraining';
import { visible } from '../../../core/text/visible';
import { colour, EXIT } from '../../output';
import type { Run } from '../../run';
import type { CommonOptions, Session } from '../../session';

export function registerCheck(train: Command, run: Run): void {
  train
    .command('check')
    .description('list every problem of a training file at once, each with its place and its fix')
    .argument('<file>', 'a .training.toml file')
    .addHelpText(
      'after',
      '\nEnds with 1 where there is an error. Checked are the fields, the options of the trainer and the paths.',
    )
    .action((file: string, options: CommonOptions) => run(options, (session) => check(session, file)));
}

async function check({ output }: Session, file: string): Promise<number> {
  await statPath(file);
  const folder = dirname(resolve(file));
  const toPath = (text: string) => expandPath(text, { workspaceFolder: folder });
  const findings = await checkTraining((await readUtf8(file)) ?? '', file, toPath);
  output.result(findings.map(row), [...findings.map(line), summary(findings)]);
  return findings.some(({ level }) => level === 'error') ? EXIT.failed : EXIT.ok;
}

/** A finding as `--json` gives it: lines and columns count from 1. */
function row({ range, ...finding }: PlacedFinding): object {
  return { ...finding, ...(range && { line: range.start.line + 1, column: range.start.column + 1 }) };
}

const COLOURS = { error: 'red', warning: 'yellow', info: 'cyan' } as const;

function line({ level, file, range, message, fix }: PlacedFinding): string {
  const place = range ? `:${range.start.line + 1}:${range.start.column + 1}` : '';
  return `${visible(file ?? '')}${place}: ${colour(COLOURS[level], level, process.stdout)}: ${visible(`${message} ${fix}`)}`;
}

function summary(findings: readonly PlacedFinding[]): string {
  const count = (level: PlacedFinding['level']) => findings.filter((each) => each.level === level).length;
  return `${count('error')} errors, ${count('warning')} warnings`;
}
