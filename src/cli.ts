import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { version } from '../package.json';
import { exportLibrary, importLibrary } from './cli/exchangeCommands';
import { extract, fetchModel, hash, parseKinds, setModelHash } from './cli/fileCommands';
import { annotate, scan, type AnnotateCommandOptions } from './cli/libraryCommands';
import { EXIT, Output } from './cli/output';
import { withSession, type CommonOptions, type Session } from './cli/session';
import type { HashKind } from './core/models/hashing/kinds';
import type { HashType } from './core/civitai/hashFormats';

const EXIT_HELP = `
Exit codes: 0 all well, 1 something failed, 2 a wrong call. With --json, one JSON document goes to standard
output and everything else to standard error. CIVITAI_TOKEN or CIVITAI_API_KEY hold the Civitai token.`;

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
    .addHelpText('after', EXIT_HELP)
    .exitOverride();

  const add = (name: string, description: string): Command =>
    program.command(name).description(description).option('--json', 'print one JSON document').exitOverride();
  const run = async (options: CommonOptions, work: (session: Session) => Promise<number>): Promise<void> => {
    done(await reporting(options, () => withSession(options, work)));
  };
  const baseUrl = (): Option => new Option('--base-url <url>', "Civitai's API").argParser(webAddress);

  add('scan', 'list the models of a folder and what is known of them (asks nobody)')
    .argument('<dir>')
    .action((dir: string, options: CommonOptions) => run(options, (session) => scan(session, dir)));

  add('hash', 'compute hashes of files')
    .argument('<file...>')
    .addOption(
      new Option(
        '--kind <kind>',
        'sha256, autov1, autov2, autov3, crc32, blake3, several with commas, or all',
      )
        .default(['sha256'], 'sha256')
        .argParser(kindsArgument),
    )
    .action((files: string[], options: CommonOptions & { kind: HashKind[] }) =>
      run(options, (session) => hash(session, files, options.kind)),
    );

  add(
    'annotate',
    'identify models on Civitai and write their sidecars (exit 1 when a file was refused or failed)',
  )
    .argument('<path...>')
    .option('--dry-run', 'ask, but write nothing')
    .option('--no-header', 'do not trust hashes in headers: read every file')
    .option('--verify', 'confirm provisional identities by SHA-256')
    .option('--no-previews', 'download no preview pictures')
    .addOption(baseUrl())
    .action((paths: string[], options: AnnotateCommandOptions) =>
      run(options, (session) => annotate(session, paths, options)),
    );

  add('extract', 'print what Civitai says of files, download addresses included (exit 1 when one is unknown)')
    .argument('<path...>')
    .addOption(baseUrl())
    .action((paths: string[], options: CommonOptions) => run(options, (session) => extract(session, paths)));

  add('fetch', 'link a file to a Civitai version and save its metadata')
    .argument('<file>')
    .argument('<url-or-id>')
    .addOption(baseUrl())
    .action((file: string, reference: string, options: CommonOptions) =>
      run(options, (session) => fetchModel(session, file, reference)),
    );

  add('set-hash', 'write a hash into the sidecar of a file')
    .argument('<file>')
    .argument('<value>')
    .addOption(
      new Option('--type <type>', 'what the value is').choices(['AUTOV2', 'SHA256', 'civitai', 'legacy']),
    )
    .action((file: string, value: string, options: CommonOptions & { type?: HashType }) =>
      run(options, (session) => setModelHash(session, file, value, options.type)),
    );

  add('export', 'write the metadata of a folder into one JSON file')
    .argument('<dir>')
    .argument('<file>')
    .action((dir: string, file: string, options: CommonOptions) =>
      run(options, (session) => exportLibrary(session, dir, file)),
    );

  add('import', 'take metadata over from an exported JSON file; your own fields stay')
    .argument('<dir>')
    .argument('<file>')
    .option('--dry-run', 'print what would change')
    .action((dir: string, file: string, options: CommonOptions & { dryRun?: boolean }) =>
      run(options, (session) => importLibrary(session, dir, file, options.dryRun ?? false)),
    );
  return program;
}

/** Runs a command; what it throws is told on standard error. */
async function reporting(options: CommonOptions, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    new Output(options.json ?? false).problem(error);
    return EXIT.failed;
  }
}

function kindsArgument(text: string): HashKind[] {
  const kinds = parseKinds(text);
  if (!kinds) throw new InvalidArgumentError('There is no such kind of hash.');
  return kinds;
}

function webAddress(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InvalidArgumentError('It is not a web address.');
  }
  return text.replace(/\/+$/, '');
}

void main(process.argv).then((code) => (process.exitCode = code));
