/** Civitai's ids are positive PostgreSQL integers. */
export const LARGEST_ID = 2 ** 31 - 1;

/** The id that digits mean; undefined for anything that no id of Civitai can be. */
export function toId(digits: string | null | undefined): number | undefined {
  const id = /^\d+$/.test(digits ?? '') ? Number(digits) : 0;
  return id > 0 && id <= LARGEST_ID ? id : undefined;
}
