import { homedir } from 'node:os';
import path from 'node:path';

/** Where the variables of a path in a setting get their values. */
export interface PathVariables {
  /** What `${workspaceFolder}` stands for, and what relative paths start from. */
  readonly workspaceFolder: string | undefined;
  readonly home?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Makes an absolute path of what the user wrote in a setting: `~`, `${userHome}`, `${workspaceFolder}` and
 * `${env:NAME}` are replaced, a relative path starts at the workspace folder.
 * @returns undefined where a variable has no value, or nothing tells where a relative path starts
 */
export function expandPath(text: string, variables: PathVariables): string | undefined {
  const { workspaceFolder, home = homedir(), env = process.env } = variables;
  const values: (string | undefined)[] = [];
  const expanded = text
    .trim()
    .replace(/^~(?=$|[/\\])/, () => home)
    .replace(/\$\{(userHome|workspaceFolder|env:([^}]+))\}/g, (_whole, name: string, variable?: string) => {
      const value =
        name === 'userHome' ? home : name === 'workspaceFolder' ? workspaceFolder : env[variable ?? ''];
      values.push(value);
      return value ?? '';
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
