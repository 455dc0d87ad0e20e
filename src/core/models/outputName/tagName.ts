import * as l10n from '@vscode/l10n';
import { Problem } from '../../problem/problem';
import { OUTPUT_NAME } from '../header/outputName';

/** What ends a tag or its name, or the line that it stands in. */
const NOT_IN_TAGS = /[<>:\p{Cc}\u2028\u2029]/u;

/** A name as prompts write it: `__` means something else to them (wildcards), so it becomes `_`. */
export function singleUnderscores(name: string): string {
  return name.replace(/_{2,}/g, '_');
}

/**
 * Refuses a name that no `<lora:NAME:1>` can hold.
 * @param file the file's name, without its folder
 * @param source where the name stands
 * @throws Problem `bad_input`
 */
export function requireTagName(name: string, file: string, source: 'header' | 'file name'): void {
  if (name !== '' && !NOT_IN_TAGS.test(name)) return;
  if (source === 'header') {
    throw new Problem(
      'bad_input',
      l10n.t('The header of {0} gives it a name that no tag can hold: it has <, >, : or a line break.', file),
      l10n.t(
        'Give it another {0} with the program that trained it, or move it out of the folder.',
        OUTPUT_NAME,
      ),
    );
  }
  throw new Problem(
    'bad_input',
    l10n.t('{0} has a name that no tag can hold: it is blank, or has <, >, : or a line break.', file),
    l10n.t('Rename the file.'),
  );
}
