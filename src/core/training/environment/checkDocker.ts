import * as l10n from '@vscode/l10n';
import { findProgram } from '../../processes/findProgram';
import type { Finding } from '../finding';
import type { TrainingSettings } from '../trainingSettings';
import { oneLine } from './checkPython';
import type { RunTool } from './runPython';
import { hideSecrets } from '../secrets';

const TIMEOUT_MS = 30_000;

/** Whether Docker is there, answers, and has the image. What is in the image is not looked at. */
export async function checkDocker(
  { docker }: TrainingSettings,
  tools: {
    readonly run: RunTool;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Finding[]> {
  const { run, env, signal } = tools;
  const program = await findProgram('docker', { env });
  if (program === undefined) {
    return [
      error(
        'docker_missing',
        l10n.t('Docker was not found.'),
        l10n.t('Install Docker, or set type = "local" under [launcher].'),
      ),
    ];
  }
  const ask = (...args: string[]) => run(program, args, { timeoutMs: TIMEOUT_MS, signal });
  const daemon = await ask('version', '--format', '{{.Server.Version}}');
  if (daemon.code !== 0) {
    const words = oneLine(hideSecrets(env)(daemon.stderr));
    return [
      error(
        'docker_not_running',
        l10n.t('Docker does not answer. {0}', words).trim(),
        l10n.t('Start Docker, and see that you may use it.'),
      ),
    ];
  }
  const image = await ask('image', 'inspect', '--format', '{{.Id}}', '--', docker.image);
  if (image.code === 0) return [];
  return [
    {
      level: 'warning',
      code: 'docker_image_missing',
      option: 'docker.image',
      message: l10n.t(
        'The image {0} is not on this machine: the training would begin with its download.',
        docker.image,
      ),
      fix: l10n.t('Get it beforehand: docker pull {0}.', docker.image),
    },
  ];
}

const error = (code: string, message: string, fix: string): Finding => ({
  level: 'error',
  code,
  message,
  fix,
});
