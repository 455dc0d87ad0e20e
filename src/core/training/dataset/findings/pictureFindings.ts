import * as l10n from '@vscode/l10n';
import { extname } from 'node:path';
import type { PictureFacts } from '../../../media/pictureFacts';
import type { PictureFormat } from '../../../media/pictureFormat';
import type { Finding, FindingLevel } from '../../finding';
import type { DatasetOptions } from '../datasetOptions';
import { fitOf } from '../fits';
import type { ScannedPicture } from '../scan';
import type { SubsetSettings } from '../subsets';

/** Wider, or higher, than this there is little left of a picture in its final form. */
const EXTREME_SHAPE = 3;

/** What there is to say about one picture. */
export function pictureFindings(
  subset: SubsetSettings,
  picture: ScannedPicture,
  options: DatasetOptions,
): Finding[] {
  const { inspected, name } = picture;
  const finding = (level: FindingLevel, code: string, message: string, fix: string): Finding => ({
    level,
    code,
    file: `${subset.named}/${name}`,
    message,
    fix,
  });
  if (!inspected.ok) return [unreadable(picture, finding)];
  return [
    ...ofEnding(picture, inspected.facts, finding),
    ...ofSize(name, inspected.facts, options, finding),
    ...changes(name, inspected.facts, subset.alphaMask, options, finding),
  ];
}

type Say = (level: FindingLevel, code: string, message: string, fix: string) => Finding;

function unreadable({ name, ending, inspected }: ScannedPicture, say: Say): Finding {
  if (inspected.ok) throw new Error('It can be read.');
  const { fault, format, detail } = inspected;
  switch (fault) {
    case 'no_picture':
      // The trainer would not even look at it: an icon, say, or a file of another program.
      if (ending === 'unseen')
        return say(
          'warning',
          'unseen_format',
          l10n.t('{0} is ignored: the trainer does not read files ending in “{1}”, and its format is not known here.', name, extname(name)), // prettier-ignore
          l10n.t('Convert it to JPEG or PNG, or remove it.'),
        );
      return say(
        'error',
        'no_picture',
        l10n.t('{0} cannot be read: it is no picture (image), whatever its name says.', name),
        l10n.t('Remove it.'),
      );
    case 'unsupported':
      return say(
        'error',
        'unsupported_format',
        l10n.t('{0} has the format {1}, which cannot be read here and is ignored by the trainer.', name, formatName(format)), // prettier-ignore
        format === 'heic'
          ? l10n.t('Convert it to JPEG or PNG: export it from the photo app, or run “heif-convert {0} {1}”.', name, 'photo.png') // prettier-ignore
          : l10n.t('Convert it to JPEG or PNG, or remove it.'),
      );
    case 'damaged':
      return say(
        'error',
        'damaged_picture',
        l10n.t('{0} cannot be decoded to its end: it is truncated or corrupt ({1}).', name, detail),
        l10n.t('Copy it again from where it came from, or remove it.'),
      );
    case 'too_large':
      return say(
        'error',
        'too_many_pixels',
        l10n.t('{0} is too large: the trainer refuses so many pixels.', name),
        l10n.t('Make it smaller, or remove it.'),
      );
    case 'unreadable':
      return say(
        'error',
        'unreadable_picture',
        l10n.t('{0} cannot be read: {1}', name, detail),
        l10n.t('Make it readable, or remove it.'),
      );
  }
}

function ofEnding({ name, ending }: ScannedPicture, { format, frames }: PictureFacts, say: Say): Finding[] {
  const findings: Finding[] = [];
  if (ending === 'mixed_case')
    findings.push(
      say(
        'warning',
        'extension_case',
        l10n.t('The trainer does not find {0} on Linux and macOS: its ending (extension) mixes small and capital letters, upper and lower case.', name), // prettier-ignore
        l10n.t('Rename it. The dataset that is built has it as a PNG.'),
      ),
    );
  if (ending === 'unseen')
    findings.push(
      say(
        'warning',
        'unseen_format',
        l10n.t('The trainer itself ignores {0}: files ending in “{1}” are not read (format {2}).', name, extname(name), formatName(format)), // prettier-ignore
        l10n.t('Remove it if it is not meant. The dataset that is built has it, converted to PNG.'),
      ),
    );
  if (ending !== 'unseen' && format === 'avif')
    findings.push(
      say(
        'warning',
        'other_format',
        l10n.t('{0} is an AVIF picture, whatever its ending says: many installations of the trainer cannot read it.', name), // prettier-ignore
        l10n.t('Save it as a JPEG or PNG. The dataset that is built has it as a PNG.'),
      ),
    );
  if (frames > 1)
    findings.push(
      say(
        'warning',
        'animated',
        format === 'tiff'
          ? l10n.t('{0} has {1} pages (frames): only the first one is trained on.', name, frames)
          : l10n.t('{0} is animated: only the first of its {1} frames is trained on.', name, frames),
        l10n.t('Save the frames that are meant as pictures of their own.'),
      ),
    );
  return findings;
}

function ofSize(name: string, facts: PictureFacts, options: DatasetOptions, say: Say): Finding[] {
  const { width, height } = facts;
  const [wanted, wantedHeight] = options.resolution;
  const findings: Finding[] = [];
  const shape = Math.max(width / height, height / width);
  if (shape > EXTREME_SHAPE * Math.max(wanted / wantedHeight, wantedHeight / wanted))
    findings.push(
      say(
        'warning',
        'extreme_shape',
        options.fit === 'square'
          ? l10n.t('{0} has an extreme shape (aspect ratio) of {1} × {2}: most of what is trained on is empty canvas.', name, width, height) // prettier-ignore
          : l10n.t('{0} has an extreme shape (aspect ratio) of {1} × {2}: much of it is cut off (cropped).', name, width, height), // prettier-ignore
        l10n.t('Cut it to what matters.'),
      ),
    );
  const fit = fitOf([width, height], options);
  if (fit === 'too_long' || fit === 'empty_bucket')
    return [
      say(
        'error',
        'no_bucket',
        l10n.t('{0} cannot be trained on: with its shape (aspect ratio) of {1} × {2} nothing of it would be left.', name, width, height), // prettier-ignore
        l10n.t('Cut it to what matters, or remove it.'),
      ),
    ];
  // Other faults are of the settings, and said once.
  if (typeof fit === 'string') return findings;
  const isBucket = options.fit === 'bucket';
  if (fit.scale > 1)
    findings.push(
      say(
        'warning',
        'too_small',
        l10n.t('{0} is small: {1} × {2} pixels, below the resolution {3} × {4}. It is enlarged, which blurs it.', name, width, height, wanted, wantedHeight), // prettier-ignore
        l10n.t('Use a larger original, a lower resolution, or leave it out.'),
      ),
    );
  else if (!isBucket && Math.min(width, height) < Math.min(wanted, wantedHeight))
    findings.push(
      say(
        'warning',
        'too_small',
        l10n.t('{0} is small: with {1} × {2} pixels one side is below the resolution {3} × {4}.', name, width, height, wanted, wantedHeight), // prettier-ignore
        l10n.t('Use a larger original, or leave it out.'),
      ),
    );
  return findings;
}

function changes(
  name: string,
  facts: PictureFacts,
  alphaMask: boolean,
  options: DatasetOptions,
  say: Say,
): Finding[] {
  const { orientation, transparent, bits, space, profile } = facts;
  const findings: Finding[] = [];
  if (orientation > 1 && orientation <= 8)
    findings.push(
      say(
        'info',
        'rotated',
        l10n.t('{0} is turned by its EXIF orientation ({1}), which the trainer ignores: it is rotated for good.', name, orientation), // prettier-ignore
        l10n.t('Nothing is to be done.'),
      ),
    );
  if (transparent)
    findings.push(
      say(
        'info',
        'transparent',
        alphaMask
          ? l10n.t('{0} is transparent in parts (alpha): only the rest is trained on.', name)
          : l10n.t('{0} is transparent in parts (alpha): they are flattened on the background {1}.', name, options.background), // prettier-ignore
        l10n.t('Set “background”, or “alpha_mask” in a subset, to change that.'),
      ),
    );
  const reasons = [
    ...(bits > 8 ? [l10n.t('16 bits a colour (16-bit depth)')] : []),
    ...(space === 'cmyk' ? [l10n.t('CMYK, the colours of printing')] : []),
    ...(space === 'lab' ? [l10n.t('Lab colours')] : []),
    ...(profile !== undefined && space !== 'cmyk' ? [l10n.t('the colour profile “{0}”', profile)] : []),
  ];
  if (reasons.length > 0)
    findings.push(
      say(
        'info',
        'colours_converted',
        l10n.t('{0} has {1}, which the trainer misreads: it is converted to 8-bit sRGB.', name, reasons.join(', ')), // prettier-ignore
        l10n.t('Nothing is to be done.'),
      ),
    );
  return findings;
}

function formatName(format: PictureFormat | undefined): string {
  if (format === 'raw') return l10n.t('raw, of a camera');
  return format === undefined ? '' : (NAMES[format] ?? format.toUpperCase());
}

const NAMES: Partial<Record<PictureFormat, string>> = { jxl: 'JPEG XL', jp2: 'JPEG 2000' };
