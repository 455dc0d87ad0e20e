import { basename } from 'node:path';
import type { FoundMarks } from '../../../core/gallery/index/lostMarks';
import { setMarks } from '../../../core/gallery/marks/setMarks';
import type { ModelChanges } from '../../../core/models/changes/modelChanges';

/** Writes what the user said of pictures beside them again, where another program moved them without their records. */
export async function keepFoundMarks(
  found: readonly FoundMarks[],
  changes: Pick<ModelChanges, 'recorder'>,
): Promise<void> {
  const undo = changes.recorder('marks', basename(found[0]?.to ?? ''));
  for (const { to, favourite, rating, tags } of found)
    await setMarks([to], { favourite, rating, addTags: tags }, undo);
}
