import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { parseUsername } from '../../../core/civitai/reference';
import {
  distinctCreators,
  MOST_LIST_BYTES,
  parseCreatorList,
} from '../../../core/downloads/creators/creatorAddress';
import { planSummary, type PlanSummary } from '../../../core/downloads/creators/planSummary';
import type { CreatorPlan, CreatorSettings } from '../../../core/downloads/creators/types';
import { CREATOR_TASK, creatorOrder } from '../../../core/downloads/queue/payloads';
import { freeBytes } from '../../../core/files/freeSpace';
import { readIfThere } from '../../../core/files/regularFile';
import { formatBytes } from '../../../core/text/amounts';
import type { DownloadsFeature } from '../feature';
import { needsFolder } from './needsFolder';

/** What there is to download of a creator. */
interface Planned {
  readonly username: string;
  readonly summary: PlanSummary;
}

/** Asks for creators, says what there is to download of them, and puts them in the queue, one after the other. */
export async function downloadCreators(feature: DownloadsFeature): Promise<void> {
  const { dialogs } = feature;
  const found = feature.settings.creators();
  if (!found) return needsFolder(dialogs, 'diffusionWorkbench.downloads.root');
  const usernames = await askCreators(feature, found.urlsFile);
  if (!usernames || usernames.length === 0) return;
  const plans = await planAll(feature, usernames, found.settings);
  if (!plans || plans.length === 0) return;
  const types = await chooseTypes(feature, plans);
  if (types === undefined) return;
  // Of another choice of types there is less to say: it is asked again what there is.
  const settings: CreatorSettings = types === 'all' ? found.settings : { ...found.settings, types };
  const chosen = types === 'all' ? plans : await planAll(feature, usernames, settings);
  if (!chosen || !(await confirm(feature, chosen, settings))) return;
  for (const { username } of chosen) {
    const payload = creatorOrder(username, settings);
    await feature.add({ title: l10n.t('All models of {0}', username), kind: CREATOR_TASK, payload });
  }
}

/** The names of users: of the list, or one that is typed. */
async function askCreators(
  { dialogs, baseUrl }: DownloadsFeature,
  urlsFile: string | undefined,
): Promise<readonly string[] | undefined> {
  const bytes = urlsFile === undefined ? undefined : await readIfThere(urlsFile, MOST_LIST_BYTES);
  const listed = bytes ? creatorsIn(bytes.toString('utf8')) : [];
  if (urlsFile !== undefined && listed.length > 0) {
    const list = { label: l10n.t('Those of {0}', basename(urlsFile)), description: listed.join(', ') };
    const one = { label: l10n.t('One creator…') };
    const picked = await dialogs.pick([list, one], { title: l10n.t('Get all models of which creators?') });
    if (picked !== one) return picked && listed;
  }
  const wrong = l10n.t('Type the name of a user of Civitai, or the address of the profile.');
  const text = await dialogs.input({
    title: l10n.t('Get All Models of a Creator'),
    prompt: wrong,
    placeHolder: 'https://civitai.com/user/NAME/models',
    validate: (typed) => (parseUsername(typed, baseUrl()) === undefined ? wrong : undefined),
  });
  const username = text === undefined ? undefined : parseUsername(text, baseUrl());
  return username === undefined ? undefined : [username];
}

/** The users that a list names, each once. */
const creatorsIn = (text: string): string[] =>
  distinctCreators(parseCreatorList(text).map((line) => ({ username: parseUsername(line.text) }))).flatMap(
    ({ username }) => username ?? [],
  );

/** One that cannot be found out is told, and hinders no other. */
function planAll(
  { jobs, dialogs, creators }: DownloadsFeature,
  usernames: readonly string[],
  settings: CreatorSettings,
): Promise<readonly Planned[] | undefined> {
  return jobs.run({
    title: l10n.t('Asking Civitai what there is…'),
    what: 'Civitai',
    work: async ({ signal }) => {
      const plans: Planned[] = [];
      const failed: unknown[] = [];
      for (const username of usernames) {
        try {
          const plan: CreatorPlan = await (await creators()).plan(username, settings, signal);
          plans.push({ username: plan.username, summary: planSummary(plan, await freeBytes(settings.root)) });
          for (const { message } of plan.problems) void dialogs.warn(`${username}: ${message}`);
        } catch (error) {
          signal.throwIfAborted();
          failed.push(error);
          if (usernames.length > 1) void dialogs.error(`${username}: ${error instanceof Error ? error.message : String(error)}`); // prettier-ignore
        }
      }
      if (plans.length === 0 && failed.length > 0) throw failed[0];
      return plans;
    },
  });
}

/** Which types of models, where there are several; `all` for all of them. */
async function chooseTypes(
  { dialogs }: DownloadsFeature,
  plans: readonly Planned[],
): Promise<'all' | readonly string[] | undefined> {
  const counts = new Map<string, number>();
  for (const { summary } of plans)
    for (const [type, count] of Object.entries(summary.types)) counts.set(type, (counts.get(type) ?? 0) + count); // prettier-ignore
  if (counts.size < 2) return 'all';
  const choices = [...counts].map(([type, count]) => ({ label: type, description: l10n.t('{0} models', count), picked: true })); // prettier-ignore
  const picked = await dialogs.pickMany(choices, { title: l10n.t('Models of which types?') });
  if (!picked || picked.length === 0) return undefined;
  return picked.length === choices.length ? 'all' : picked.map(({ label }) => label);
}

/** Says how much there is, and asks. */
async function confirm(
  { dialogs }: DownloadsFeature,
  plans: readonly Planned[],
  { root }: CreatorSettings,
): Promise<boolean> {
  const sum = (value: (summary: PlanSummary) => number) =>
    plans.reduce((all, { summary }) => all + value(summary), 0);
  const [files, bytes, pictures] = [sum(({ files: each }) => each), sum(({ bytes: each }) => each), sum(({ pictures: each }) => each)]; // prettier-ignore
  const free = plans[0]?.summary.free_bytes;
  const names = plans.map(({ username }) => username).join(', ');
  if (files + pictures + sum(({ adopted }) => adopted) === 0) {
    void dialogs.info(l10n.t('Everything of {0} is there already.', names));
    return false;
  }
  const unlisted = plans.filter(({ summary: { models_by_profile: all, models_listed: listed } }) => all !== null && all > listed); // prettier-ignore
  const detail = [
    l10n.t('{0} model files of {1}, {2} pictures, into {3}.', files, formatBytes(bytes), pictures, root),
    ...(free == null ? [] : [l10n.t('Free there: {0}.', formatBytes(free))]),
    ...unlisted.map(({ username, summary }) => l10n.t('{0} has {1} models by the profile, of which Civitai lists {2}.', username, summary.models_by_profile ?? 0, summary.models_listed)), // prettier-ignore
  ].join('\n');
  const download = l10n.t('Download');
  return (await dialogs.confirm(l10n.t('Download all models of {0}?', names), detail, download)) === download;
}
