import { toProblem } from '../../problem/toProblem';
import type { Planned } from './plan';
import type { RunContext } from './runContext';

/** Asks who has published models of which all else is known, a hundred a request. No answer costs them nothing. */
export async function askCreators(context: RunContext, planned: readonly Planned[]): Promise<void> {
  const { deps, signal, reachability, recorder } = context;
  const items = planned.flatMap(({ file, step }) =>
    step.kind === 'creator' ? [{ file, modelId: step.modelId }] : [],
  );
  if (items.length === 0) return;
  try {
    const ids = items.map(({ modelId }) => modelId);
    const { answers, failed } = await reachability.ask(() => deps.civitai().models(ids, signal));
    const creators = new Map(answers.map(({ id, creator }) => [id, creator?.username]));
    for (const { file, modelId } of items) {
      if (failed.has(modelId)) continue;
      const creator = creators.get(modelId)?.trim();
      await recorder.save(file, () => ({
        ...(creator !== undefined && creator !== '' && { civitai_creator: creator }),
        civitai_checked_at: deps.clock().toISOString(),
      }));
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    deps.log.warn(`Creators: ${toProblem(error, 'Civitai').message}`);
  }
}
