import { Command } from 'commander';
import { version } from '../../package.json';
import { registerAnnotate } from './commands/annotate';
import { registerCreators } from './commands/creators/creators';
import { registerDownloads } from './commands/creators/downloads';
import { registerDownload } from './commands/download';
import { registerExport } from './commands/export';
import { registerExtract } from './commands/extract';
import { registerFetch } from './commands/fetch';
import { registerHash } from './commands/hash';
import { registerImages } from './commands/images/images';
import { registerImport } from './commands/import';
import { registerJobs } from './commands/jobs/jobs';
import { registerPrompts } from './commands/prompts/prompts';
import { registerScan } from './commands/scan';
import { registerSetHash } from './commands/setHash';
import { registerTrain } from './commands/train/train';
import { registerUndo } from './commands/undo';
import { registerUnlink } from './commands/unlink';
import type { Run } from './run';
import { runCommand, type CommonOptions } from './session';

const EXIT_HELP = `
Exit codes: 0 all well, 1 something failed (a path is missing, a file failed or was refused), 2 a wrong call,
130 cancelled by Ctrl+C (143 by SIGTERM): what was done is kept. Only scan ends with 0 when files are refused: it just reports.
With --json, one JSON document goes to standard output and everything else to standard error.
CIVITAI_TOKEN, else CIVITAI_API_KEY, holds the Civitai token. DIFFUSION_WORKBENCH_CACHE names the folder where
hashes are remembered, DIFFUSION_WORKBENCH_DATA that of what can be undone.`;

/**
 * The program with all its commands.
 * @param onEnd called with the exit code of the command that was run
 */
export function createProgram(onEnd: (code: number) => void): Command {
  const program = new Command('diffusion-workbench')
    .description('Identify and annotate Stable Diffusion models.')
    .version(version)
    .option('--json', 'print one JSON document')
    .option('--log <file>', 'append to a file what is asked, found, missed and skipped')
    .option('--verbose', 'show all of that on standard error, and log each question, too')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('afterAll', EXIT_HELP)
    .exitOverride();
  const run: Run = async (options, work) => {
    onEnd(await runCommand({ ...program.opts<CommonOptions>(), ...options }, work));
  };
  // In the order of the help.
  const commands = [
    registerScan,
    registerHash,
    registerAnnotate,
    registerExtract,
    registerFetch,
    registerSetHash,
    registerUnlink,
    registerUndo,
    registerExport,
    registerImport,
    registerDownload,
    registerImages,
    registerCreators,
    registerDownloads,
    registerPrompts,
    registerTrain,
    registerJobs,
  ];
  for (const register of commands) register(program, run);
  return program;
}
