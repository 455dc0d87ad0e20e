import type { Cause } from './cause';
import { DISK_CAUSES } from './diskCauses';
import { DOCKER_CAUSES } from './dockerCauses';
import { END_CAUSES } from './endCauses';
import { GPU_CAUSES } from './gpuCauses';
import { HUB_CAUSES } from './hubCauses';
import { MEMORY_CAUSES } from './memoryCauses';
import { MODEL_CAUSES } from './modelCauses';
import { OPTION_CAUSES, OPTION_RULE } from './optionCauses';
import { PACKAGE_CAUSES } from './packageCauses';
import { PICTURE_CAUSES } from './pictureCauses';
import { PROCESS_CAUSES } from './processCauses';
import { SETTINGS_CAUSES } from './settingsCauses';

/** The table, the first row that fits counts: what any program can meet stands before what only a trainer says. */
export const CAUSES: readonly Cause[] = [
  ...DOCKER_CAUSES,
  ...MEMORY_CAUSES,
  ...DISK_CAUSES,
  ...GPU_CAUSES,
  ...PROCESS_CAUSES,
  ...PICTURE_CAUSES,
  ...SETTINGS_CAUSES,
  ...OPTION_CAUSES,
  ...MODEL_CAUSES,
  ...HUB_CAUSES,
  ...PACKAGE_CAUSES,
  OPTION_RULE,
  ...END_CAUSES,
];
