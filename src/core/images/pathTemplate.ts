import * as l10n from '@vscode/l10n';
import { safeName } from '../files/safeName';
import { Problem } from '../problem/problem';

/** What a template can have of an image; what is not known becomes `unknown`. */
export interface ImagePlace {
  /** Its id on Civitai, or its UUID where it has none. */
  readonly id: string;
  readonly modelId?: number | undefined;
  readonly modelName?: string | undefined;
  readonly versionId?: number | undefined;
  readonly versionName?: string | undefined;
  readonly baseModel?: string | undefined;
  /** The user who posted it. */
  readonly creator?: string | undefined;
  readonly nsfwLevel?: string | undefined;
  readonly postId?: number | undefined;
  /** ISO 8601. */
  readonly createdAt?: string | undefined;
}

type Variable = (image: ImagePlace) => string | number | undefined;

/** What stands in braces in a template. */
const VARIABLES = {
  id: ({ id }) => id,
  image_id: ({ id }) => id,
  model_id: ({ modelId }) => modelId,
  model_name: ({ modelName }) => modelName,
  version_id: ({ versionId }) => versionId,
  version_name: ({ versionName }) => versionName,
  base_model: ({ baseModel }) => baseModel,
  creator: ({ creator }) => creator,
  nsfw_level: ({ nsfwLevel }) => nsfwLevel,
  post_id: ({ postId }) => postId,
  date: ({ createdAt }) => createdAt?.slice(0, 10),
} as const satisfies Readonly<Record<string, Variable>>;

export type PathVariable = keyof typeof VARIABLES;

export const PATH_VARIABLES = Object.keys(VARIABLES) as readonly PathVariable[];

/** Templates that many want. */
export const PATH_PRESETS = [
  '{model_id}/{id}',
  '{creator}/{id}',
  '{nsfw_level}/{id}',
  '{model_name}/{id}',
] as const;

const IN_BRACES = /\{([^{}]*)\}/g;
const UNKNOWN = 'unknown';
/** Characters of a name that leave room for an id. */
const SHORT = 30;

/** Where an image goes below the folder of images. */
export class PathTemplate {
  private readonly segments: readonly string[];
  private readonly used: ReadonlySet<string>;

  /**
   * @param text folders by slashes, with variables in braces: `{model_id}/{id}`
   * @throws Problem `bad_input` where it is no way to a file inside of a folder, or images would share a file
   */
  constructor(text: string) {
    this.segments = text
      .split(/[/\\]/)
      .map((segment) => segment.trim())
      .filter((segment) => segment !== '' && segment !== '.');
    this.used = new Set([...text.matchAll(IN_BRACES)].map(([, name = '']) => name));
    const stranger = [...this.used].find((name) => !Object.hasOwn(VARIABLES, name));
    if (stranger !== undefined)
      throw wrong(l10n.t('A path template has no variable “{0}”.', `{${stranger}}`));
    if (this.segments.includes('..') || /^[/\\]|^[a-z]:/i.test(text.trim()))
      throw wrong(l10n.t('A path template leads to a place inside of the folder of images.'));
    const last = this.segments.at(-1) ?? '';
    if (!last.includes('{id}') && !last.includes('{image_id}'))
      throw wrong(l10n.t('A path template ends in {id}, as no two images may share a file.'));
  }

  /** Whether a variable is needed to fill it in. */
  uses(...names: readonly PathVariable[]): boolean {
    return names.some((name) => this.used.has(name));
  }

  /** Folders and file name, without its ending, relative, by slashes. */
  path(image: ImagePlace): string {
    const fill = (_: string, name: string): string => {
      const value = VARIABLES[name as PathVariable](image);
      return value === undefined || value === '' ? UNKNOWN : String(value);
    };
    // A value never makes folders of its own: slashes in it are replaced with the rest that no file name can have.
    const names = this.segments.map((segment) => safeName(segment.replace(IN_BRACES, fill), UNKNOWN));
    const name = names.pop() ?? UNKNOWN;
    // A long name is cut off at its end, where the id may stand.
    const last = name.includes(image.id) ? name : `${safeName(name.slice(0, SHORT), UNKNOWN)}_${image.id}`;
    return [...names, last].join('/');
  }
}

const wrong = (message: string) =>
  new Problem('bad_input', message, l10n.t('Its variables are {0}.', PATH_VARIABLES.map((name) => `{${name}}`).join(', '))); // prettier-ignore
