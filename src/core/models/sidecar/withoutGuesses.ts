import type { Sidecar } from './fields';

/**
 * A sidecar in which the name of the file is not taken for a name that the user gave. Lora Manager calls a model that it
 * has not fetched like its file, and former versions of this program adopted that as the user's own.
 * @param stem the model's file name without its extension
 */
export function withoutGuesses(sidecar: Sidecar, stem: string): Sidecar {
  const { name, field_sources } = sidecar;
  const isGuess =
    field_sources?.name === 'lora-manager' && name?.trim().normalize('NFC') === stem.normalize('NFC');
  return isGuess ? { ...sidecar, field_sources: { ...field_sources, name: 'file' } } : sidecar;
}
