import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { Option, type Command } from 'commander';
import { civitaiHash, type HashType, type ParsedHash } from '../../core/civitai/hashFormats';
import type { CivitaiReference } from '../../core/civitai/reference';
import { referredVersions } from '../../core/civitai/referredVersions';
import { resolveModel } from '../../core/models/scan/resolveModels';
import { Problem } from '../../core/problem/problem';
import { baseUrlOption, hashArgument, readOrUsageError, typeArgument } from '../arguments';
import { EXIT } from '../output';
import type { Run } from '../run';
import type { CommonOptions, Session } from '../session';

export function registerSetHash(program: Command, run: Run): void {
  program
    .command('set-hash')
    .description('write a hash into the sidecar of a file')
    .argument('<file>')
    .argument('<value>', 'a hash, or the address of a model, a version, a download, an image or a post')
    .addOption(
      new Option(
        '--type <type>',
        'AUTOV2, SHA256, civitai, AUTOV1, AUTOV3, BLAKE3, CRC32 or legacy',
      ).argParser(typeArgument),
    )
    .addOption(baseUrlOption())
    .action((file: string, value: string, options: CommonOptions & { type?: HashType }, command: Command) => {
      const given = readOrUsageError(command, () => hashArgument(value, options.type, options.baseUrl));
      return run(options, (session) => setHash(session, file, given));
    });
}

/** Writes a hash that the user knows into the sidecar; where an address leaves the model open, Civitai is asked. */
async function setHash(
  session: Session,
  path: string,
  given: ReturnType<typeof hashArgument>,
): Promise<number> {
  const { services, output } = session;
  const file = await resolveModel(path);
  const hash = 'hash' in given ? given.hash : await lookUp(session, given.reference);
  const sidecar = await services.changes.setHash(file.path, hash);
  output.result({ path, ...sidecar }, [`${basename(path)}: ${hash.display}`]);
  return EXIT.ok;
}

async function lookUp({ services, signal }: Session, reference: CivitaiReference): Promise<ParsedHash> {
  const versions = await referredVersions(services.network.civitai(), reference, signal);
  const hashes = versions.flatMap(({ modelId, id }) => civitaiHash(modelId, id) ?? []);
  const [only, ...others] = hashes;
  if (only && others.length === 0) return only;
  throw only
    ? new Problem(
        'bad_input',
        l10n.t('That may be any of these: {0}', hashes.map(({ display }) => display).join(', ')),
        l10n.t('Give one of them.'),
      )
    : new Problem(
        'not_found',
        l10n.t('Civitai names no model there.'),
        l10n.t('Paste the address of the model itself.'),
      );
}
