/** `json`: beside the picture; `txt`: as an infotext beside it; `exif`: as an infotext in the picture itself. */
export const METADATA_FORMATS = ['json', 'txt', 'exif'] as const;

export type MetadataFormat = (typeof METADATA_FORMATS)[number];
