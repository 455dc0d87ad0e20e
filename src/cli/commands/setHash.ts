import { basename } from 'node:path';
import { Option, type Command } from 'commander';
import type { HashType, ParsedHash } from '../../core/civitai/hashFormats';
import { resolveModel } from '../../core/models/scan/resolveModels';
import { hashArgument, readOrUsageError, typeArgument } from '../arguments';
import { EXIT } from '../output';
import type { Run } from '../run';
import type { CommonOptions, Session } from '../session';

export function registerSetHash(program: Command, run: Run): void {
  program
    .command('set-hash')
    .description('write a hash into the sidecar of a file')
    .argument('<file>')
    .argument('<value>', "a hash, or the address of a model's page")
    .addOption(new Option('--type <type>', 'AUTOV2, SHA256, civitai or legacy').argParser(typeArgument))
    .action((file: string, value: string, options: CommonOptions & { type?: HashType }, command: Command) => {
      const hash = readOrUsageError(command, () => hashArgument(value, options.type));
      return run(options, (session) => setHash(session, file, hash));
    });
}

/** Writes a hash that the user knows into the sidecar. */
async function setHash({ services, output }: Session, path: string, hash: ParsedHash): Promise<number> {
  const file = await resolveModel(path);
  const sidecar = await services.changes.setHash(file.path, hash);
  output.result({ path, ...sidecar }, [`${basename(path)}: ${hash.display}`]);
  return EXIT.ok;
}
