import * as l10n from '@vscode/l10n';
import {
  PATH_PRESETS,
  PATH_VARIABLES,
  PathTemplate,
  type ImagePlace,
} from '../../../core/images/pathTemplate';
import { toProblem } from '../../../core/problem/toProblem';
import type { DownloadsFeature } from '../feature';

/** An image that the example is made of. */
const EXAMPLE: ImagePlace = {
  id: '1234567',
  modelId: 4201,
  modelName: 'Neon City',
  versionId: 29460,
  versionName: 'v2.0',
  baseModel: 'SDXL 1.0',
  creator: 'maria',
  nsfwLevel: 'None',
  postId: 99881,
  createdAt: '2026-01-31T12:00:00Z',
};

/** What a template makes of the example; what is wrong with it where it is none. */
export function exampleOf(template: string): { readonly path: string } | { readonly wrong: string } {
  try {
    return { path: `${new PathTemplate(template).path(EXAMPLE)}.jpeg` };
  } catch (error) {
    return { wrong: toProblem(error, template).message };
  }
}

/** Asks for the path template of example images: a preset, or typed with an example of where an image goes. */
export async function changePathTemplate({ dialogs, settings }: DownloadsFeature): Promise<void> {
  const current = settings.pathTemplate();
  const presets = [...new Set([current, ...PATH_PRESETS])].map((template) => ({
    label: template,
    description: descriptionOf(template),
    template,
  }));
  const own = { label: l10n.t('Type one…'), template: undefined };
  const picked = await dialogs.pick([...presets, own], { title: l10n.t('Where do example images go?') });
  if (!picked) return;
  const template = picked.template ?? (await typeTemplate(dialogs, current));
  if (template !== undefined && template !== current) await settings.setPathTemplate(template);
}

async function typeTemplate(
  dialogs: DownloadsFeature['dialogs'],
  current: string,
): Promise<string | undefined> {
  const text = await dialogs.input({
    title: l10n.t('Path Template of Example Images'),
    prompt: PATH_VARIABLES.map((name) => `{${name}}`).join(' '),
    value: current,
    validate: (typed) => {
      const example = exampleOf(typed);
      return 'wrong' in example ? example.wrong : undefined;
    },
    hint: (typed) => descriptionOf(typed),
  });
  return text?.trim();
}

function descriptionOf(template: string): string {
  const example = exampleOf(template);
  return 'wrong' in example ? example.wrong : l10n.t('such as {0}', example.path);
}
