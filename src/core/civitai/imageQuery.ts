import * as v from 'valibot';
import { LARGEST_ID } from './ids';

const id = v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LARGEST_ID)));
const text = v.exactOptional(v.string());

/** The values of the parameters that allow only some. */
export const IMAGE_CHOICES = {
  sort: ['Newest', 'Oldest', 'Most Reactions', 'Most Comments', 'Most Collected', 'Random'],
  period: ['Day', 'Week', 'Month', 'Year', 'AllTime'],
  type: ['image', 'video'],
  requiringMeta: [true, false],
} as const;

/** The parameters of the API that choose images; it ignores others, and answers with everything. */
export const IMAGE_QUERY = v.strictObject({
  imageId: id,
  modelId: id,
  modelVersionId: id,
  postId: id,
  username: text,
  sort: v.exactOptional(v.picklist(IMAGE_CHOICES.sort)),
  period: v.exactOptional(v.picklist(IMAGE_CHOICES.period)),
  type: v.exactOptional(v.picklist(IMAGE_CHOICES.type)),
  baseModels: text,
  tags: text,
  requiringMeta: v.exactOptional(v.boolean()),
});
