import * as l10n from '@vscode/l10n';
import type { Finding } from '../../finding';
import { stemOf } from '../pictureNames';
import type { ScannedMask, ScannedPicture, ScannedSubset } from '../scan';

/** The sides of a mask and its picture may differ by so much, of 1: rounding when one was scaled. */
const SAME_SHAPE = 0.01;

/** Each picture needs its mask, of its name and its shape; the trainer stops at one that is missing or too many. */
export function maskFindings({ settings, pictures, masks }: ScannedSubset): Finding[] {
  const named = settings.masks?.named;
  if (named === undefined || !masks) return [];
  const error = (code: string, file: string, message: string, fix: string): Finding => ({
    level: 'error',
    code,
    file,
    message,
    fix,
  });
  const stems = new Set(pictures.map(({ name }) => stemOf(name)));
  const extra = masks.pictures
    .filter(({ name }) => !stems.has(stemOf(name)))
    .map(({ name }) =>
      error(
        'mask_extra',
        `${named}/${name}`,
        l10n.t('The mask {0} belongs to no picture.', name),
        l10n.t('Rename it as its picture is, or remove it.'),
      ),
    );
  return [
    ...pictures.flatMap((picture) => {
      const { mask, name } = picture;
      if (!mask)
        return [
          error(
            'mask_missing',
            `${settings.named}/${name}`,
            l10n.t('{0} has no mask in {1}.', name, named),
            l10n.t('Add one of the same name: white is trained on, black is not.'),
          ),
        ];
      const fault = wrongMask(picture, mask);
      return fault ? [error(fault.code, `${named}/${mask.name}`, fault.message, fault.fix)] : [];
    }),
    ...extra,
  ];
}

function wrongMask(
  { name, inspected }: ScannedPicture,
  mask: ScannedMask,
): Pick<Finding, 'code' | 'message' | 'fix'> | undefined {
  if (!mask.inspected.ok)
    return {
      code: 'mask_unreadable',
      message: l10n.t('The mask {0} is no picture that can be read, or it is damaged.', mask.name),
      fix: l10n.t('Save it again as a PNG.'),
    };
  if (!inspected.ok) return undefined;
  const [picture, other] = [inspected.facts, mask.inspected.facts];
  const shape = (picture.width * other.height) / (picture.height * other.width);
  if (Math.abs(shape - 1) <= SAME_SHAPE) return undefined;
  return {
    code: 'mask_size',
    message: l10n.t('The mask {0} has another size ({1} × {2}) than {3} ({4} × {5}), and another shape.', mask.name, other.width, other.height, name, picture.width, picture.height), // prettier-ignore
    fix: l10n.t('Make a mask of the size of the picture.'),
  };
}
