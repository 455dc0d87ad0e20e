import * as l10n from '@vscode/l10n';
import { busError, crashed, illegalInstruction, killed } from './causes/causeTexts';
import { normalizedExit, signalOf } from './exitCodes';

/** What exit codes and signals mean, the first that says something. */
export function endText(codes: readonly number[]): { cause: string; causeId: string } | undefined {
  for (const code of codes) {
    const text = textOfEnd(code);
    if (text) return text;
  }
  return undefined;
}

function textOfEnd(exit: number): { cause: string; causeId: string } | undefined {
  const signal = signalOf(exit);
  if (signal === 9) return { cause: killed(), causeId: 'killed' };
  if (signal === 11 || signal === 6) return { cause: crashed(), causeId: 'crash' };
  if (signal === 4) return { cause: illegalInstruction(), causeId: 'illegal_instruction' };
  if (signal === 7 || signal === 10) return { cause: busError(), causeId: 'bus_error' };
  if (signal !== undefined) {
    return { cause: l10n.t('The trainer was ended by signal {0}. Resume from the last saved state.', signal), causeId: 'signal' }; // prettier-ignore
  }
  return windowsEnd(normalizedExit(exit));
}

function windowsEnd(code: number): { cause: string; causeId: string } | undefined {
  switch (code) {
    case 0xc0000005:
    case 0xc00000fd:
    case 0xc0000374:
    case 0xc0000409:
    case 0xc0000420:
      return { cause: crashed(), causeId: 'crash' };
    case 0xc000001d:
      return { cause: illegalInstruction(), causeId: 'illegal_instruction' };
    case 0xc0000017:
    case 0xc000012d:
    case 0xc000009a:
      return {
        cause: l10n.t('Windows ran out of memory. Enlarge the page file, close other programs, and set max_data_loader_n_workers to 0 or 1.'), // prettier-ignore
        causeId: 'main_memory',
      };
    case 0xc0000135:
    case 0xc0000139:
    case 0xc000007b:
    case 0xc0000142:
      return {
        cause: l10n.t('Windows could not load a library (DLL) of the trainer. Install the Microsoft Visual C++ runtime, and torch and its packages again.'), // prettier-ignore
        causeId: 'dll',
      };
    case 127:
    case 9009:
      return {
        cause: l10n.t('The Python or the launcher of the trainer was not found. Correct the path of Python.'),
        causeId: 'not_found',
      };
    case 126:
      return {
        cause: l10n.t(
          'The Python or the launcher of the trainer may not be executed. Correct its path or its rights.',
        ),
        causeId: 'not_executable',
      };
    case 125:
      return {
        cause: l10n.t(
          'Docker could not start the trainer. Check that Docker runs and that the image exists.',
        ),
        causeId: 'docker',
      };
    case 2:
      return {
        cause: l10n.t('The trainer was called wrongly (exit code 2). Check the options.'),
        causeId: 'wrong_call',
      };
    default:
      return undefined;
  }
}
