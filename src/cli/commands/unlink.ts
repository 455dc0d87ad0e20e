import type { Command } from 'commander';
import { resolveModel } from '../../core/models/scan/resolveModels';
import { EXIT } from '../output';
import type { Run } from '../run';
import type { CommonOptions, Session } from '../session';

export function registerUnlink(program: Command, run: Run): void {
  program
    .command('unlink')
    .description(
      'take away what came from Civitai, and do not identify the files again; your own fields stay',
    )
    .argument('<file...>')
    .action((files: string[], options: CommonOptions) => run(options, (session) => unlink(session, files)));
}

/** Unlinks files; one that fails does not keep the others. */
async function unlink({ services, output }: Session, paths: readonly string[]): Promise<number> {
  const unlinked: object[] = [];
  let code: number = EXIT.ok;
  for (const path of paths) {
    try {
      const file = await resolveModel(path);
      unlinked.push({ path, ...(await services.changes.unlink(file.path)) });
    } catch (error) {
      output.problem(error);
      code = EXIT.failed;
    }
  }
  output.result(
    unlinked,
    unlinked.map((each) => `${(each as { path: string }).path}: unlinked`),
  );
  return code;
}
