import { CommanderError } from 'commander';
import { EXIT, tolerateClosedPipes } from './cli/output';
import { createProgram } from './cli/program';

/** @returns the exit code */
async function main(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.ok;
  try {
    await createProgram((ended) => (code = ended)).parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  return code;
}

tolerateClosedPipes();
void main(process.argv).then((code) => (process.exitCode = code));
