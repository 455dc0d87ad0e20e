import * as l10n from '@vscode/l10n';

/** Formats that are told from others, and that nothing here decodes. */
const UNSUPPORTED = {
  jxl: 'JPEG XL',
  heic: 'HEIC',
  jp2: 'JPEG 2000',
  psd: 'Photoshop',
  svg: 'SVG',
  raw: 'RAW',
} as const;

/** Why a picture cannot be read or shown, without the words of a language: these are made where it is told. */
export type Fault = 'empty' | 'noPicture' | 'unreadable' | 'tooLarge' | 'damaged' | keyof typeof UNSUPPORTED;

/** The fault of a format; undefined for one that can be shown. */
export const unsupported = (format: string): Fault | undefined =>
  Object.hasOwn(UNSUPPORTED, format) ? (format as keyof typeof UNSUPPORTED) : undefined;

/** A fault in words. */
export function faultText(
  fault: Fault,
  { width = 0, height = 0 }: { readonly width?: number | undefined; readonly height?: number | undefined },
): string {
  switch (fault) {
    case 'empty':
      return l10n.t('The file is empty.');
    case 'noPicture':
      return l10n.t('Its content is no picture.');
    case 'unreadable':
      return l10n.t('It cannot be read.');
    case 'damaged':
      return l10n.t('It is damaged: its size cannot be read.');
    case 'tooLarge':
      return l10n.t('Too large to be shown: {0} × {1} pixels.', width, height);
    case 'jxl':
    case 'heic':
    case 'jp2':
    case 'psd':
    case 'svg':
    case 'raw':
      return l10n.t('{0} cannot be shown here.', UNSUPPORTED[fault]);
  }
}
