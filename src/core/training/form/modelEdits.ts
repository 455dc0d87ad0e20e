import type { ModelKind } from '../job/modelKind';
import { presetFor } from '../job/presets';
import type { FieldEdit, FieldValue } from './editTraining';

type Extra = Readonly<Record<string, FieldValue>>;

/**
 * What changes in a training file when it gets another base model: its family, and the options without which this very
 * kind is not trained right, such as those of Chroma.
 * @param named as it is to stand in the file
 * @param kind undefined where its header tells none
 * @param value what the file says now
 */
export function modelEdits(
  named: FieldValue,
  kind: ModelKind | undefined,
  value: Readonly<Record<string, unknown>>,
): FieldEdit[] {
  const edits: FieldEdit[] = [{ path: ['base_model'], value: named }];
  if (!kind) return edits;
  edits.push({ path: ['family'], value: kind.family });
  const [usual, chroma] = [extraOf('flux'), extraOf('flux', 'Chroma')];
  const own = (value.extra ?? {}) as Extra;
  const wasChroma = own.model_type === chroma.model_type;
  const isChroma = kind.baseModel.startsWith('Chroma');
  if (isChroma === wasChroma) return edits;
  const wanted = isChroma ? chroma : kind.family === 'flux' ? usual : {};
  // Only what sets the two apart: the rest is the user's.
  const names = Object.keys(chroma).filter((name) => chroma[name] !== usual[name]);
  return [...edits, ...names.map((name) => ({ path: ['extra', name], value: wanted[name] }))];
}

const extraOf = (...of: Parameters<typeof presetFor>) => (presetFor(...of).extra ?? {}) as Extra;
