import type { Cause } from './cause';
import { MACHINE_CAUSES } from './machineCauses';
import { MODEL_CAUSES } from './modelCauses';
import { OPTION_CAUSES } from './optionCauses';
import { PACKAGE_CAUSES } from './packageCauses';
import { PICTURE_CAUSES } from './pictureCauses';

/** The table, the first row that fits counts. */
export const CAUSES: readonly Cause[] = [
  ...MACHINE_CAUSES,
  ...PICTURE_CAUSES,
  ...OPTION_CAUSES,
  ...MODEL_CAUSES,
  ...PACKAGE_CAUSES,
];
