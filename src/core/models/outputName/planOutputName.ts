import * as l10n from '@vscode/l10n';
import { basename, extname } from 'node:path';
import { Problem } from '../../problem/problem';
import { problemInfo, toProblem } from '../../problem/toProblem';
import { outputName } from '../header/outputName';
import { isSafetensors, stemOf } from '../modelFile';
import { planRename } from '../rename/renameModel';
import { statModel } from '../scan/statModel';
import { nameByFile } from './folderLora';
import { requireTagName, singleUnderscores } from './tagName';
import type { OutputNameDeps, OutputNamePlan } from './types';

/**
 * Finds out what writing `ss_output_name` into a LoRA would do. Changes nothing.
 * @param path absolute path
 * @returns undefined where its header has a name, so that nothing is to do
 * @throws Problem of `readHeader`; `bad_input` where a tag cannot hold its name, or for what is no safetensors file
 */
export async function planOutputName(
  path: string,
  deps: Pick<OutputNameDeps, 'scanner' | 'fileIndex'>,
  options: { readonly signal?: AbortSignal } = {},
): Promise<OutputNamePlan | undefined> {
  const old = basename(path);
  if (!isSafetensors(path)) {
    throw new Problem(
      'bad_input',
      l10n.t('{0} has no header to write a name into.', old),
      l10n.t('Choose a .safetensors file.'),
    );
  }
  const file = await statModel(path);
  const { metadata } = await deps.scanner.header(path, options);
  if (outputName(metadata) !== undefined) return undefined;
  const name = nameByFile(path);
  requireTagName(name, old, 'file name');
  return {
    file,
    name,
    ...(await renameOf(path)),
    sha256Known: deps.fileIndex.get(file)?.sha256 !== undefined,
  };
}

async function renameOf(path: string): Promise<Pick<OutputNamePlan, 'rename' | 'keepsName'>> {
  const old = basename(path);
  const wanted = singleUnderscores(stemOf(path)) + extname(path);
  if (wanted === old) return {};
  try {
    return { rename: await planRename(path, wanted) };
  } catch (error) {
    return { keepsName: problemInfo(toProblem(error, old)) };
  }
}
