import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { Problem, type ProblemInfo } from '../../problem/problem';
import type { FieldsOutcome } from '../rewrite/fields';
import { editPromptFile, readPromptFile, type PromptFile } from '../promptFile';
import { refilter } from '../rewrite/refilter';
import { regenerate } from '../rewrite/regenerate';
import type { FolderLora } from '../grammar/folderLora';
import type { PromptRules } from '../rewrite/rules';
import type { PromptCommand, SkipReason } from './types';

/** The LoRA of a file's folder, none, or why it is not known. */
export type LoraOfFolder = Pick<FolderLora, 'name' | 'aliases'> | ProblemInfo | undefined;

/** What a command makes of a file: why it is skipped, or its fields as they shall be. */
export type Rewritten = SkipReason | { readonly file: PromptFile; readonly outcome: FieldsOutcome };

/**
 * Makes a command and its rules ready for many files.
 * @returns a function that says what becomes of the bytes of a file; it throws the `Problem` that stands in the way
 */
export function rewriter(
  command: PromptCommand,
  rules: PromptRules,
): (bytes: Uint8Array, lora: LoraOfFolder) => Rewritten {
  switch (command) {
    case 'refilter': {
      const change = refilter(rules);
      return (bytes) => {
        const file = readPromptFile(bytes);
        return typeof file === 'string' ? file : { file, outcome: change(file.fields) };
      };
    }
    case 'regenerate': {
      const change = regenerate(rules);
      return (bytes, lora) => {
        const file = readPromptFile(bytes);
        if (typeof file === 'string') return file;
        if ((file.fields.raw_prompt ?? '').trim() === '') return 'no_raw_prompt';
        if (!lora) return 'no_lora';
        if ('code' in lora) throw new Problem(lora.code, lora.message, lora.advice);
        return { file, outcome: change(file.fields, lora) };
      };
    }
  }
}

/** Whether a file needs to be written. */
export function isChanged({ changes }: FieldsOutcome): boolean {
  for (const _field in changes) return true;
  return false;
}

/**
 * The new text of a file.
 * @throws Problem `not_json` for what is nested too deeply to be added to
 */
export function newText(path: string, file: PromptFile, { changes }: FieldsOutcome): string {
  try {
    return editPromptFile(file, changes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Problem(
      'not_json',
      l10n.t('{0} was left alone: it is nested too deeply.', basename(path)),
      l10n.t('Add the fields prompt, prompt_with_clothes and lora to it by hand.'),
      { cause: error },
    );
  }
}

/** A file that is another one by now. */
export function changedMeanwhile(path: string): Problem {
  return new Problem(
    'changed_meanwhile',
    l10n.t('{0} was changed after the preview.', basename(path)),
    l10n.t('Run the command again to see what it would do now.'),
  );
}
