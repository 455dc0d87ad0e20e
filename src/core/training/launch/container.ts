import * as l10n from '@vscode/l10n';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { Problem } from '../../problem/problem';
import type { TrainingSettings } from '../trainingSettings';
import { PASSED_VARIABLES } from './environment';
import type { LaunchJob } from './launchCommand';
import type { LaunchPlaces } from './launchPlaces';

type Command = readonly [program: string, ...args: string[]];

/** The command of a container with the trainer in it, and the one that ends it. */
export function containerCommand(
  settings: TrainingSettings,
  job: LaunchJob,
  places: LaunchPlaces,
  machines: number,
  env: Readonly<Record<string, string>>,
  accelerateArguments: readonly string[],
): { readonly run: Command; readonly end: Command } {
  const { image, kohyaRoot } = settings.docker;
  // What begins with a dash would be an option.
  if (!/^[A-Za-z0-9]/.test(image)) throw badImage(image);
  const name = containerName(job.folder);
  const variables = Object.entries({ ...env, KOHYA_ROOT: kohyaRoot });
  const run: Command = [
    'docker', 'run', '--rm',
    // Passes on what ends it, and collects the loader workers that are left.
    '--init',
    '--gpus', 'all',
    // Loader workers hand over pictures in shared memory, of which a container has 64 MB.
    '--ipc=host',
    '--name', name,
    ...(machines > 1 ? ['--network', 'host'] : []),
    ...mounts(job, places, kohyaRoot).flatMap((mount) => ['--mount', mount]),
    ...variables.flatMap(([variable, value]) => ['-e', `${variable}=${value}`]),
    // Without a value: docker takes it from its own environment, and it stands in no list of processes.
    ...PASSED_VARIABLES.flatMap((variable) => ['-e', variable]),
    '--workdir', kohyaRoot,
    '--entrypoint', 'python3',
    image,
    '-m', 'accelerate.commands.launch',
    ...accelerateArguments,
  ]; // prettier-ignore
  return { run, end: ['docker', 'kill', name] };
}

/** The name of a job’s container: docker allows few characters, and no two alike. */
export function containerName(folder: string): string {
  const name = folder.split(/[\\/]/).at(-1) ?? '';
  const plain = name
    .replaceAll(/[^\w.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 60);
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  return ['diffusion-workbench', ...(plain === '' ? [] : [plain]), digest].join('-');
}

/** What the container sees of this machine. What lies in another folder that it sees is not mounted again. */
function mounts(job: LaunchJob, places: LaunchPlaces, kohyaRoot: string): string[] {
  const writes = outermost([job.folder, ...(job.writes ?? [])], places);
  const all = [...(job.reads ?? []), job.configFile, ...(job.accelerateConfig === undefined ? [] : [job.accelerateConfig])]; // prettier-ignore
  const reads = outermost(
    all.filter((file) => !writes.some((folder) => holds(places.toTrainer(folder), places.toTrainer(file)))),
    places,
  );
  return [
    ...writes.map((file) => ({ file, end: '' })),
    ...reads.map((file) => ({ file, end: ',readonly' })),
  ].map(({ file, end }) => {
    const target = places.toTrainer(file);
    // It would take the place of the trainer, or of the whole system, in the container.
    if (holds(target, kohyaRoot) || target === '/') throw hidesTrainer(target);
    return `type=bind,${field('source', file)},${field('target', target)}${end}`;
  });
}

/** Docker reads a mount as a line of a CSV file. */
function field(name: string, value: string): string {
  const text = `${name}=${value}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function outermost(files: readonly string[], { toTrainer }: LaunchPlaces): string[] {
  const unique = [...new Map(files.map((file) => [toTrainer(file), file])).values()];
  return unique.filter(
    (file) => !unique.some((other) => other !== file && holds(toTrainer(other), toTrainer(file))),
  );
}

function holds(folder: string, file: string): boolean {
  const way = path.posix.relative(folder, file);
  return way === '' || (way !== '..' && !way.startsWith('../'));
}

function badImage(image: string): Problem {
  return new Problem(
    'bad_input',
    l10n.t('“{0}” is no name of a Docker image.', image),
    l10n.t('Set the image of a container that has sd-scripts in it.'),
  );
}

function hidesTrainer(target: string): Problem {
  return new Problem(
    'bad_input',
    l10n.t('The container would see {0} in place of its own sd-scripts.', path.posix.basename(target) || '/'),
    l10n.t('Move the files of the training to another folder, or change where sd-scripts is in the image.'),
  );
}
