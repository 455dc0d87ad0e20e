import { homedir } from 'node:os';
import path from 'node:path';

/** Where the variables of a path in a setting get their values. */
export interface PathVariables {
  /** What `${workspaceFolder}` stands for, and what relative paths start from. */
  readonly workspaceFolder: string | undefined;
  readonly home?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** `${userHome}`, `${workspaceFolder}`, `${env:NAME}` and `${NAME}`; `%NAME%` of Windows; `$NAME` of the others. */
const VARIABLE = /\$\{([^{}]+)\}|%([A-Za-z_][\w()]*)%|\$([A-Za-z_]\w*)/g;

/**
 * Makes an absolute path of what the user wrote: `~` and variables are replaced, those of every system on each of
 * them, and a relative path starts at the workspace folder. `%NAME%` and `$NAME` without a value stay: a folder may
 * have such a name.
 * @returns undefined where a variable in braces has no value, or nothing tells where a relative path starts
 */
export function expandPath(text: string, variables: PathVariables): string | undefined {
  const { workspaceFolder, home = homedir(), env = process.env } = variables;
  const values: (string | undefined)[] = [];
  const value = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const expanded = text
    .trim()
    .replace(/^~(?=$|[/\\])/, () => home)
    .replace(VARIABLE, (whole: string, braced?: string, windows?: string, plain?: string) => {
      if (braced === undefined) return value(windows ?? plain ?? '') ?? whole;
      const found =
        braced === 'userHome'
          ? home
          : braced === 'workspaceFolder'
            ? workspaceFolder
            : value(braced.replace(/^env:/, ''));
      values.push(found);
      return found ?? '';
    });
  if (expanded === '' || values.some((value) => value === undefined || value === '')) return undefined;
  if (path.isAbsolute(expanded)) return path.normalize(expanded);
  return workspaceFolder === undefined ? undefined : path.resolve(workspaceFolder, expanded);
}

/** Absolute folders without repetitions and without those that lie inside another one, in the given order. */
export function withoutNested(folders: readonly string[]): string[] {
  let kept: string[] = [];
  for (const folder of folders.map((each) => path.resolve(each))) {
    if (kept.some((other) => isInside(folder, other))) continue;
    kept = [...kept.filter((other) => !isInside(other, folder)), folder];
  }
  return kept;
}

/** Whether an absolute path is a folder or lies inside it. */
export function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return (
    relative === '' ||
    (!path.isAbsolute(relative) && relative !== '..' && !relative.startsWith(`..${path.sep}`))
  );
}
