/** What a trainer of sd-scripts prints, in pieces: `out` and `err` are its streams, `\r` is behind each refresh of a bar. */
export interface Said {
  readonly out?: string;
  readonly err?: string;
}

export const out = (text: string): Said => ({ out: `${text}\n` });
export const err = (text: string): Said => ({ err: `${text}\n` });

export const LORA = '/out/hero';
const TOTAL = 40;

export const START: readonly Said[] = [
  out('Loading settings from /jobs/hero/config.toml...'),
  out('found directory /pics/10_héros 少女 contains 12 image files'),
  out('120 train images with repeats.'),
  out('create LoRA for U-Net: 192 modules.'),
  out('running training / 学習開始'),
  out('  num train images * repeats / 学習画像の数×繰り返し回数: 120'),
  out('  num batches per epoch / 1epochのバッチ数: 20'),
  out(`  total optimization steps / 学習ステップ数: ${TOTAL}`),
  { err: `\rsteps:   0%|          | 0/${TOTAL} [00:00<?, ?it/s]` },
  out('\nepoch 1/2'),
];

/** @param loss as the bar shows it */
export function steps(from: number, to: number, loss = '0.125', total = TOTAL): readonly Said[] {
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const step = from + index;
    const percent = String(Math.floor((100 * step) / total)).padStart(3);
    return {
      err: `\rsteps: ${percent}%|█████▌    | ${step}/${total} [00:0${step % 10}<00:09,  2.10it/s, avr_loss=${loss}]`,
    };
  });
}

export const saving = (name: string): readonly Said[] => [out(`\nsaving checkpoint: ${LORA}${name}`)];
export const SAVED: readonly Said[] = [...saving('.safetensors'), out('model saved.')];

export const WHOLE: readonly Said[] = [
  ...START,
  ...steps(1, 20),
  ...saving('-000001.safetensors'),
  out('\nepoch 2/2'),
  ...steps(21, 40),
  ...SAVED,
];

export function raised(words: string, frame = 'train_network.py", line 1497, in train'): readonly Said[] {
  return [
    'Traceback (most recent call last):',
    '  File "/home/user/sd-scripts/train_network.py", line 1913, in <module>',
    '    trainer.train(args)',
    `  File "/home/user/sd-scripts/${frame}`,
    '    call()',
    '    ^^^^^^',
    ...words.split('\n'),
  ].map((line, index) => err(index === 0 ? `\n${line}` : line));
}

/** What accelerate adds when the trainer has failed. */
export function launcherEnd(code: number): readonly Said[] {
  const told = code < 0 ? `died with <Signals.SIGKILL: ${-code}>.` : `returned non-zero exit status ${code}.`;
  return [
    'Traceback (most recent call last):',
    '  File "/venv/lib/python3.11/site-packages/accelerate/commands/launch.py", line 1198, in launch_command',
    '    simple_launcher(args)',
    '  File "/venv/lib/python3.11/site-packages/accelerate/commands/launch.py", line 785, in simple_launcher',
    '    raise subprocess.CalledProcessError(returncode=process.returncode, cmd=cmd)',
    `subprocess.CalledProcessError: Command '['/venv/bin/python', 'train_network.py']' ${told}`,
  ].map(err);
}

export const merged = (said: readonly Said[]): string => said.map((one) => one.out ?? one.err ?? '').join('');
export const apart = (said: readonly Said[]): readonly [string, string] => [
  said.map((one) => one.out ?? '').join(''),
  said.map((one) => one.err ?? '').join(''),
];

/** A log as another writer would have kept it. */
export const WRITERS: Readonly<Record<string, (text: string) => Uint8Array>> = {
  'as it is': (text) => Buffer.from(text),
  'line ends of Windows': (text) => Buffer.from(text.replaceAll('\n', '\r\n')),
  'UTF-8 with a mark': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16 of PowerShell': (text) => Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'utf16le'),
  'UTF-16 the other way round': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  'colours and a cursor': (text) =>
    Buffer.from(
      text
        .replaceAll(/^(?=[a-z])/gim, '\u001b[32m')
        .replaceAll('\n', '\u001b[0m\n')
        .replaceAll('\r', '\r\u001b[K'),
    ),
  'every refresh a line': (text) => Buffer.from(text.replaceAll('\r', '\n')),
  'cut off behind its last sign': (text) => Buffer.from(text.trimEnd()),
};
