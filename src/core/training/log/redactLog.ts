import { HIDDEN, secretValues } from '../secrets';

const NAMES = ['wandb_api_key', 'huggingface_token', 'hf_token', 'hugging_face_hub_token'];
const BETWEEN = `["']?\\s{0,8}[=:]\\s{0,8}["']?`;
const VALUE = `[^\\s"',;]`;
/** Access tokens of Hugging Face, and values of the options and variables that hold secrets, in any case of letters. */
const HUB_TOKEN = /\bhf_[A-Za-z0-9]{16,}/g;
const NAMED_SECRET = new RegExp(`\\b((?:${NAMES.join('|')})${BETWEEN})${VALUE}+`, 'gi');

/** The same at the end of a text that goes on: any beginning of one. */
const beginnings = NAMES.flatMap((name) => Array.from(name, (_, index) => name.slice(0, index + 1)));
const OPEN_TOKEN = /\b(?:h|hf|hf_[A-Za-z0-9]{0,200})$/;
const OPEN_NAME = new RegExp(
  `\\b(?:${beginnings.join('|')}|(?:${NAMES.join('|')})["']?\\s{0,8}(?:[=:]\\s{0,8}["']?${VALUE}{0,200})?)$`,
  'i',
);
/** What is held back is shorter, but for longer secrets of the environment: memory stays constant. */
const LONGEST = 400;

export interface Redactor {
  /** The bytes that may be shown already. */
  write: (bytes: Uint8Array) => Buffer;
  /** What is left. */
  end: () => Buffer;
}

/**
 * Takes secrets out of the output of a trainer, whose bytes come in pieces. Only what may become one is held back: bars
 * are shown at once. All other bytes stay, whatever their encoding.
 */
export function createRedactor(env: Readonly<Record<string, string | undefined>> = process.env): Redactor {
  let held = '';
  // One character for each byte.
  const secrets = secretValues(env).map((secret) => Buffer.from(secret, 'utf8').toString('latin1'));
  const safe = (text: string) =>
    Buffer.from(
      secrets
        .reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text)
        .replace(HUB_TOKEN, HIDDEN)
        .replace(NAMED_SECRET, `$1${HIDDEN}`),
      'latin1',
    );
  return {
    write: (bytes) => {
      const text = held + Buffer.from(bytes).toString('latin1');
      const from = openFrom(text, secrets);
      held = text.slice(from);
      return safe(text.slice(0, from));
    },
    end: () => {
      const rest = safe(held);
      held = '';
      return rest;
    },
  };
}

/** Where at the end of a text a secret may begin that is not yet whole. */
function openFrom(text: string, secrets: readonly string[]): number {
  const start = Math.max(0, text.length - Math.max(LONGEST, ...secrets.map(({ length }) => length)));
  const tail = text.slice(start);
  const found = [tail.search(OPEN_TOKEN), tail.search(OPEN_NAME)];
  for (const secret of secrets) found.push(beginningAt(tail, secret));
  return beforeSecrets(text, secrets, Math.min(...found.map((at) => (at < 0 ? text.length : start + at))));
}

/** The end of a whole secret may look like the beginning of another: it is not cut there. */
function beforeSecrets(text: string, secrets: readonly string[], from: number): number {
  for (const secret of secrets) {
    const at = text.indexOf(secret, Math.max(0, from - secret.length + 1));
    if (at >= 0 && at < from) return beforeSecrets(text, secrets, at);
  }
  return from;
}

/** Where the end of a text is the beginning of a secret, the longest; -1 where it is none, or the end of a whole one. */
function beginningAt(text: string, secret: string): number {
  const whole = text.endsWith(secret) ? text.length - secret.length : text.length;
  for (let length = Math.min(text.length, secret.length - 1); length > 0; length--)
    if (text.endsWith(secret.slice(0, length)))
      return text.length - length > whole ? -1 : text.length - length;
  return -1;
}
