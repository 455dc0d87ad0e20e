import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { TrainingFile } from '../../../../../src/core/training/job/trainingFile';
import { containerName } from '../../../../../src/core/training/launch/container';
import { launchCommand, type LaunchJob } from '../../../../../src/core/training/launch/launchCommand';
import { launchPlaces } from '../../../../../src/core/training/launch/launchPlaces';
import type { TrainingSettings } from '../../../../../src/core/training/trainingSettings';

const settings: TrainingSettings = {
  python: '/opt/my venv/bin/python',
  scriptPath: '/opt/sd-scripts/train_network.py',
  launchPrefix: [],
  docker: { image: 'ghcr.io/kohya-ss/sd-scripts:latest', kohyaRoot: '/opt/kohya_ss' },
  baseModels: {},
  minimumPictures: 8,
};
/** A folder that a shell would take apart. */
const FOLDER = '/jobs/-rf “京都” it’s $HOME;';
const job: LaunchJob = {
  folder: FOLDER,
  runner: true,
  configFile: `${FOLDER}/config.toml`,
  script: '/opt/sd-scripts/train_network.py',
  accelerateConfig: `${FOLDER}/accelerate.json`,
};

const training = (launcher?: TrainingFile['launcher'], more: Partial<TrainingFile> = {}): TrainingFile => ({
  name: 'x',
  family: 'sd15',
  base_model: '/models/a.safetensors',
  ...(launcher === undefined ? {} : { launcher }),
  ...more,
});

/** The values of an option, each of its places. */
const values = (command: readonly string[], option: string) =>
  command.flatMap((text, index) => (text === option ? [command[index + 1]] : []));

describe('the command that starts a trainer', () => {
  it('passes everything that accelerate would ask for, and the runner', () => {
    const launch = launchCommand(settings, training(), job, 'linux');
    assert.deepEqual(launch.command, [
      '/opt/my venv/bin/python', '-m', 'accelerate.commands.launch',
      '--config_file', `${FOLDER}/accelerate.json`,
      '--num_processes', '1', '--num_machines', '1',
      '--mixed_precision', 'bf16', '--dynamo_backend', 'no', '--num_cpu_threads_per_process', '1',
      `${FOLDER}/runner.py`, `${FOLDER}/runner.json`,
      '--config_file', `${FOLDER}/config.toml`, '--console_log_simple',
    ]); // prettier-ignore
    assert.equal(launch.cwd, '/opt/sd-scripts');
    assert.equal(launch.runner, true);
    assert.equal(launch.why, undefined);
    assert.equal(launch.end, undefined);
    for (const name of ['PYTHONUNBUFFERED', 'PYTHONUTF8', 'NO_COLOR']) assert.equal(launch.env[name], '1');
    assert.equal(launch.env.PYTHONIOENCODING, 'utf-8');
    assert.ok(Number(launch.env.COLUMNS) >= 200);
    assert.ok(!('USE_LIBUV' in launch.env));
  });

  it('takes the script itself without a runner, the accelerate and the folder that were set, and a prefix', () => {
    const own = {
      ...settings,
      accelerateBin: '/usr/local/bin/accelerate',
      workspace: '/work',
      launchPrefix: ['srun', '--gres=gpu:1'],
    };
    const launch = launchCommand(own, training({ gpu: 3 }), { ...job, runner: false }, 'linux');
    assert.deepEqual(launch.command.slice(0, 4), [
      'srun',
      '--gres=gpu:1',
      '/usr/local/bin/accelerate',
      'launch',
    ]);
    assert.deepEqual(launch.command.slice(-4), [
      job.script,
      '--config_file',
      job.configFile,
      '--console_log_simple',
    ]);
    assert.deepEqual(values(launch.command, '--gpu_ids'), ['3']);
    assert.equal(launch.cwd, '/work');
    assert.deepEqual([launch.runner, launch.why], [false, undefined]);
  });

  it('has the precision of the trainer', () => {
    const of = (more: Partial<TrainingFile>) =>
      values(launchCommand(settings, training(undefined, more), job, 'linux').command, '--mixed_precision');
    assert.deepEqual(of({ precision: 'fp16' }), ['fp16']);
    assert.deepEqual(of({ precision: 'fp16', extra: { mixed_precision: 'no' } }), ['no']);
  });

  it('trains on several GPUs, where the runner cannot work', () => {
    const launch = launchCommand(settings, training({ gpu: '0,2' }), job, 'linux');
    assert.ok(launch.command.includes('--multi_gpu'));
    assert.deepEqual(values(launch.command, '--num_processes'), ['2']);
    assert.deepEqual(values(launch.command, '--gpu_ids'), ['0,2']);
    assert.ok(launch.command.includes(job.script));
    assert.ok(!launch.command.some((text) => text.endsWith('runner.py')));
    assert.equal(launch.runner, false);
    assert.match(launch.why ?? '', /one GPU only/);
    const all = launchCommand(settings, training({ processes: 4 }), job, 'linux').command;
    assert.deepEqual(values(all, '--gpu_ids'), ['all']);
    assert.deepEqual(values(all, '--num_processes'), ['4']);
  });

  it('trains on several machines, each with its rank', () => {
    const launcher = { machines: 2, gpu: '0,1', machine_rank: 1, main_process_ip: '-10.0.0.1' };
    const { command } = launchCommand(settings, training(launcher), job, 'linux');
    assert.deepEqual(values(command, '--num_machines'), ['2']);
    assert.deepEqual(values(command, '--num_processes'), ['4']);
    assert.deepEqual(values(command, '--machine_rank'), ['1']);
    assert.deepEqual(values(command, '--main_process_port'), ['29500']);
    assert.ok(command.includes('--main_process_ip=-10.0.0.1'));
    assert.throws(
      () => launchCommand(settings, training({ machines: 2 }), job, 'linux'),
      /address of the first/,
    );
  });

  it('has the forms of Windows', () => {
    const windows = {
      ...job,
      folder: 'D:\\jobs\\a b',
      configFile: 'D:\\jobs\\a b\\config.toml',
      script: 'C:\\sd-scripts\\train_network.py',
    };
    const one = launchCommand(settings, training(), windows, 'win32');
    assert.ok(one.command.includes('D:\\jobs\\a b\\runner.py'));
    assert.equal(one.cwd, 'C:\\sd-scripts');
    assert.ok(!('USE_LIBUV' in one.env));
    const two = launchCommand(settings, training({ processes: 2 }), windows, 'win32');
    assert.equal(two.env.USE_LIBUV, '0');
    assert.deepEqual(values(two.command, '--rdzv_backend'), ['c10d']);
  });

  it('never has a secret in it', () => {
    const names = ['HF_TOKEN', 'WANDB_API_KEY'];
    const before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = 'secret-value';
    try {
      for (const type of ['local', 'docker'] as const) {
        const launch = launchCommand(settings, training({ type }), job, 'linux');
        assert.ok(!JSON.stringify(launch).includes('secret-value'), type);
      }
    } finally {
      for (const [index, name] of names.entries()) {
        if (before[index] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[index];
      }
    }
  });
});

describe('the command that starts a trainer in Docker', () => {
  const docker = training({ type: 'docker', gpu: 0 });
  const mountsOf = (launch: { readonly command: readonly string[] }) => values(launch.command, '--mount');

  it('lets the container see the job, and all that its settings name', () => {
    const launch = launchCommand(
      settings,
      docker,
      {
        ...job,
        reads: ['/models/a, b "c":d.safetensors', `${FOLDER}/dataset`, '/data/vae', '/data/vae/x.pt'],
      },
      'linux',
    );
    assert.deepEqual(mountsOf(launch), [
      `type=bind,source=${FOLDER},target=${FOLDER}`,
      'type=bind,"source=/models/a, b ""c"":d.safetensors","target=/models/a, b ""c"":d.safetensors",readonly',
      'type=bind,source=/data/vae,target=/data/vae,readonly',
    ]);
    const { command } = launch;
    assert.deepEqual(command.slice(0, 7), ['docker', 'run', '--rm', '--init', '--gpus', 'all', '--ipc=host']);
    const image = command.indexOf(settings.docker.image);
    assert.deepEqual(command.slice(image + 1, image + 3), ['-m', 'accelerate.commands.launch']);
    assert.deepEqual(values(command, '--entrypoint'), ['python3']);
    assert.deepEqual(values(command, '--workdir'), ['/opt/kohya_ss']);
    assert.deepEqual(command.slice(-5), [
      `${FOLDER}/runner.py`, `${FOLDER}/runner.json`, '--config_file', `${FOLDER}/config.toml`, '--console_log_simple',
    ]); // prettier-ignore
    assert.ok(command.indexOf('--gpu_ids') > image);
  });

  it('gives it secrets by their names only, and the rest of the environment by value', () => {
    const { command, env } = launchCommand(settings, docker, job, 'linux');
    const given = values(command, '-e');
    for (const text of ['HF_TOKEN', 'WANDB_API_KEY', 'PYTHONUTF8=1', 'KOHYA_ROOT=/opt/kohya_ss'])
      assert.ok(given.includes(text), text);
    assert.deepEqual(env, {});
  });

  it('has a name of its own, by which it is ended', () => {
    const { command, end } = launchCommand(settings, docker, job, 'linux');
    const [name = ''] = values(command, '--name');
    assert.match(name, /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/);
    assert.deepEqual(end, ['docker', 'kill', name]);
    assert.notEqual(containerName('/a/x'), containerName('/b/x'));
    assert.equal(containerName('C:\\jobs\\Mona Lisa').startsWith('diffusion-workbench-Mona-Lisa-'), true);
    assert.match(containerName('/jobs/京都'), /^diffusion-workbench-[0-9a-f]+$/);
  });

  it('sees the drives of Windows under names that Linux can have', () => {
    const windows = {
      ...job,
      folder: 'D:\\jobs\\a b',
      configFile: 'D:\\jobs\\a b\\config.toml',
      script: 'C:\\sd-scripts\\sdxl_train_network.py',
      accelerateConfig: 'D:\\jobs\\a b\\accelerate.json',
      reads: ['E:\\models\\x.safetensors', '\\\\nas\\share\\y.safetensors'],
    };
    const launch = launchCommand(settings, docker, windows, 'win32');
    assert.deepEqual(mountsOf(launch), [
      'type=bind,source=D:\\jobs\\a b,target=/host/d/jobs/a b',
      'type=bind,source=E:\\models\\x.safetensors,target=/host/e/models/x.safetensors,readonly',
      'type=bind,source=\\\\nas\\share\\y.safetensors,target=/host/unc/nas/share/y.safetensors,readonly',
    ]);
    assert.ok(launch.command.includes('/host/d/jobs/a b/runner.py'));
    const places = launchPlaces(settings, docker, windows.script, 'win32');
    assert.equal(places.script, '/opt/kohya_ss/sdxl_train_network.py');
    for (const file of [...windows.reads, windows.folder, 'C:\\']) {
      assert.equal(places.fromTrainer(places.toTrainer(file)), file);
    }
    assert.equal(places.fromTrainer('/opt/x'), '/opt/x');
  });

  it('keeps the network of several machines', () => {
    const several = training({ type: 'docker', machines: 2, main_process_ip: '10.0.0.1' });
    assert.deepEqual(values(launchCommand(settings, several, job, 'linux').command, '--network'), ['host']);
    assert.deepEqual(values(launchCommand(settings, docker, job, 'linux').command, '--network'), []);
  });

  it('refuses an image that would be an option, and a folder that would hide the trainer', () => {
    const image = { ...settings, docker: { ...settings.docker, image: '--privileged' } };
    assert.throws(() => launchCommand(image, docker, job, 'linux'), /no name of a Docker image/);
    for (const folder of ['/', '/opt', '/opt/kohya_ss', '/opt/kohya_ss/'])
      assert.throws(
        () => launchCommand(settings, docker, { ...job, reads: [folder] }, 'linux'),
        /in place of its own/,
        folder,
      );
    launchCommand(settings, docker, { ...job, reads: ['/opt/kohya_ss/models/x.safetensors'] }, 'linux');
  });
});
