import type { PlanSummary } from '../../../core/downloads/creators/planSummary';
import { formatBytes } from '../../../core/text/amounts';

/** What there is to download, in words. */
export function summaryLines(summary: PlanSummary): string[] {
  const { models_listed: listed, models_by_profile: byProfile, free_bytes: free } = summary;
  const types = Object.entries(summary.types).map(([type, number]) => `${number} ${type}`);
  const shown = `${listed} models listed${byProfile !== null && byProfile > listed ? `, ${byProfile} by the profile: the API does not list the rest` : ''}`;
  const rest = [
    [summary.adopted, 'there already, not in the log yet'],
    [summary.done, 'done before'],
    [summary.gone, 'gone from Civitai'],
    [summary.versions_without_file, 'versions without a model file'],
  ].flatMap(([number, what]) => (number === 0 ? [] : [`${number} ${what}`]));
  return [
    `${shown}; wanted: ${types.join(', ') || 'none'}, ${summary.versions} versions`,
    `To download: ${summary.files} model files (${formatBytes(summary.bytes)}), ${summary.pictures} pictures; free: ${free === null ? 'unknown' : formatBytes(free)}`,
    ...(rest.length > 0 ? [rest.join(', ')] : []),
  ];
}
