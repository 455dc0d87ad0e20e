import * as v from 'valibot';
import { LARGEST_ID } from './reference';

const id = v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LARGEST_ID)));
const text = v.exactOptional(v.string());

/** The parameters of the API that choose images; it ignores others, and answers with everything. */
export const IMAGE_QUERY = v.strictObject({
  imageId: id,
  modelId: id,
  modelVersionId: id,
  postId: id,
  username: text,
  sort: v.exactOptional(
    v.picklist(['Most Reactions', 'Most Comments', 'Most Collected', 'Newest', 'Oldest', 'Random']),
  ),
  period: v.exactOptional(v.picklist(['AllTime', 'Year', 'Month', 'Week', 'Day'])),
  type: v.exactOptional(v.picklist(['image', 'video'])),
  baseModels: text,
  tags: text,
  requiringMeta: v.exactOptional(v.boolean()),
});
