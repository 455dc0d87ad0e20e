import { Command, CommanderError, Option } from 'commander';
import { version } from '../package.json';
import { hashArgument, kindsArgument, referenceArgument, typeArgument, webAddress } from './cli/arguments';
import { exportLibrary, importLibrary } from './cli/exchangeCommands';
import { extract, fetchModel, hash, setModelHash } from './cli/fileCommands';
import { annotate, scan } from './cli/libraryCommands';
import { EXIT, tolerateClosedPipes } from './cli/output';
import { collectPrompts, type CollectOptions } from './cli/prompts/collect';
import { rewritePrompts, type RewriteOptions } from './cli/prompts/rewrite';
import { undoPrompts } from './cli/prompts/undo';
import { runCommand, type CommonOptions, type Work } from './cli/session';
import type { HashType } from './core/civitai/hashFormats';
import type { CivitaiReference } from './core/civitai/reference';
import type { HashKind } from './core/models/hashing/kinds';

const EXIT_HELP = `
Exit codes: 0 all well, 1 something failed (a path is missing, a file failed or was refused), 2 a wrong call,
130 cancelled by Ctrl+C: what was done is kept. Only scan ends with 0 when files are refused: it just reports.
With --json, one JSON document goes to standard output and everything else to standard error.
CIVITAI_TOKEN, else CIVITAI_API_KEY, holds the Civitai token. DIFFUSION_WORKBENCH_CACHE names the folder where
hashes are remembered.`;

async function main(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.ok;
  const program = commands((done) => (code = done));
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  return code;
}

/** The commands. Each tells its exit code through `done`. */
function commands(done: (code: number) => void): Command {
  const program = new Command('diffusion-workbench')
    .description('Identify and annotate Stable Diffusion models.')
    .version(version)
    .option('--json', 'print one JSON document')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('afterAll', EXIT_HELP)
    .exitOverride();
  const run = async (options: CommonOptions, work: Work): Promise<void> => {
    done(await runCommand({ ...program.opts<CommonOptions>(), ...options }, work));
  };
  const baseUrl = (): Option => new Option('--base-url <url>', "Civitai's API").argParser(webAddress);

  program
    .command('scan')
    .description('list the models of a folder and what is known of them (asks nobody)')
    .argument('<dir>')
    .action((dir: string, options: CommonOptions) => run(options, (session) => scan(session, dir)));

  program
    .command('hash')
    .description('compute hashes of files')
    .argument('<file...>')
    .addOption(
      new Option(
        '--kind <kind>',
        'sha256 (default), autov1, autov2, autov3, crc32, blake3, or all; several with commas or one by one',
      ).argParser(kindsArgument),
    )
    .action((files: string[], options: CommonOptions & { kind?: HashKind[] }) =>
      run(options, (session) => hash(session, files, options.kind ?? ['sha256'])),
    );

  program
    .command('annotate')
    .description('identify models on Civitai and write their sidecars')
    .argument('<path...>')
    .option('--dry-run', 'ask, but write nothing')
    .option('--no-header', 'do not trust hashes in headers: read every file')
    .option('--verify', 'confirm provisional identities by SHA-256')
    .option('--no-previews', 'download no preview pictures')
    .addOption(baseUrl())
    .action((paths: string[], options: CommonOptions & Parameters<typeof annotate>[2]) =>
      run(options, (session) => {
        const { header = true, verify = false, dryRun = false, previews = true } = options;
        return annotate(session, paths, { header, verify, dryRun, previews });
      }),
    );

  program
    .command('extract')
    .description('print what Civitai says of files, download addresses included; 1 when one is unknown')
    .argument('<path...>')
    .addOption(baseUrl())
    .action((paths: string[], options: CommonOptions) => run(options, (session) => extract(session, paths)));

  program
    .command('fetch')
    .description('link a file to a Civitai version and save its metadata')
    .argument('<file>')
    .argument(
      '<url-or-id>',
      "the address of a model, a version or a download, a model's id, or urn:air:…",
      referenceArgument,
    )
    .addOption(baseUrl())
    .action((file: string, reference: CivitaiReference, options: CommonOptions) =>
      run(options, (session) => fetchModel(session, file, reference)),
    );

  program
    .command('set-hash')
    .description('write a hash into the sidecar of a file')
    .argument('<file>')
    .argument('<value>', "a hash, or the address of a model's page")
    .addOption(new Option('--type <type>', 'AUTOV2, SHA256, civitai or legacy').argParser(typeArgument))
    .action((file: string, value: string, options: CommonOptions & { type?: HashType }, command: Command) => {
      const parsed = orUsage(command, () => hashArgument(value, options.type));
      return run(options, (session) => setModelHash(session, file, parsed));
    });

  program
    .command('export')
    .description('write the metadata of a folder into one JSON file')
    .argument('<dir>')
    .argument('<file>')
    .action((dir: string, file: string, options: CommonOptions) =>
      run(options, (session) => exportLibrary(session, dir, file)),
    );

  program
    .command('import')
    .description('take metadata over from an exported JSON file; your own fields stay')
    .argument('<dir>')
    .argument('<file>')
    .option('--dry-run', 'print what would change')
    .action((dir: string, file: string, options: CommonOptions & { dryRun?: boolean }) =>
      run(options, (session) => importLibrary(session, dir, file, options.dryRun ?? false)),
    );
  promptCommands(program, run);
  return program;
}

/** The commands that work on files of prompts: the JSON in `.txt` that lies beside generated pictures. */
function promptCommands(program: Command, run: (options: CommonOptions, work: Work) => Promise<void>): void {
  const prompts = program
    .command('prompts')
    .description('refilter and regenerate prompt files, collect their tokens');
  const filters = (): Option =>
    new Option('--filters <dir>', 'the folder with Filter_Sex.txt, Filter_Clothes.txt and Filter_Etc.txt');
  const trailingComma = (): Option =>
    new Option('--trailing-comma <what>', 'a comma at the end of a prompt')
      .choices(['preserve', 'always', 'never'])
      .default('preserve');

  prompts
    .command('refilter')
    .description('filter prompts again and put their LoRA tags in front; without --write only reports')
    .argument('<path...>')
    .option('--write', 'write the files')
    .addOption(filters())
    .addOption(trailingComma())
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

  prompts
    .command('regenerate')
    .description("make prompts anew from raw_prompt for their folder's LoRA; without --write only reports")
    .argument('<path...>')
    .option('--write', 'write the files')
    .addOption(filters())
    .addOption(trailingComma())
    .action((paths: string[], options: CommonOptions & RewriteOptions) =>
      run(options, (session) => rewritePrompts(session, 'regenerate', paths, options)),
    );

  prompts
    .command('collect')
    .description('list the tokens of all prompts: count, files, token')
    .argument('<path...>')
    .option('--write', 'write all_prompts.json into each folder')
    .option('--filters <dir>', 'say of each token which Filter_*.txt of this folder takes it out')
    .action((paths: string[], options: CommonOptions & CollectOptions) =>
      run(options, (session) => collectPrompts(session, paths, options)),
    );

  prompts
    .command('undo')
    .description('give the files of the last run what they held before; only names them without --write')
    .option('--write', 'write the files')
    .action((options: CommonOptions & { write?: boolean }) =>
      run(options, (session) => undoPrompts(session, options)),
    );
}

/** An argument that can only be read together with an option; commander reads each alone. */
function orUsage<T>(command: Command, read: () => T): T {
  try {
    return read();
  } catch (error) {
    return command.error(`error: ${error instanceof Error ? error.message : ''}`);
  }
}

tolerateClosedPipes();
void main(process.argv).then((code) => (process.exitCode = code));
