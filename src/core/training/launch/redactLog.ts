import { SECRET_VARIABLES } from './environment';

const HIDDEN = '[hidden]';
/** Access tokens of Hugging Face, and values of the options and variables that hold secrets, in any case of letters. */
const HUB_TOKEN = /\bhf_[A-Za-z0-9]{16,}/g;
const NAMED_SECRET =
  /\b((?:wandb_api_key|huggingface_token|hf_token|hugging_face_hub_token)["']?\s{0,8}[=:]\s{0,8}["']?)[^\s"',;]+/gi;
const SHORTEST_SECRET = 6;
/** A line that is longer is cut in pieces, so that memory stays constant. */
const MAX_LINE_BYTES = 1024 * 1024;

/** Removes secrets from the text of a log or of settings that leave this machine. */
export function redactSecrets(
  text: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  let safe = text;
  for (const secret of secretsOf(env)) safe = safe.replaceAll(secret, HIDDEN);
  return safe.replace(HUB_TOKEN, HIDDEN).replace(NAMED_SECRET, `$1${HIDDEN}`);
}

export interface Redactor {
  /** The bytes that may leave already. */
  write: (bytes: Uint8Array) => Buffer;
  /** What is left. */
  end: () => Buffer;
}

/** `redactSecrets` for bytes that come in pieces. All other bytes stay, whatever their encoding. */
export function createRedactor(env: Readonly<Record<string, string | undefined>> = process.env): Redactor {
  let held = Buffer.alloc(0);
  // One character for each byte.
  const safe = (bytes: Buffer) =>
    Buffer.from(redactSecrets(bytes.toString('latin1'), asLatin1(env)), 'latin1');
  return {
    write: (bytes) => {
      const all = Buffer.concat([held, bytes]);
      let end = Math.max(all.lastIndexOf(0x0a), all.lastIndexOf(0x0d)) + 1;
      // Cut where no secret goes on: they have no spaces.
      if (end === 0 && all.length > MAX_LINE_BYTES) end = all.lastIndexOf(0x20) + 1 || all.length;
      held = all.subarray(end);
      return safe(all.subarray(0, end));
    },
    end: () => {
      const rest = safe(held);
      held = Buffer.alloc(0);
      return rest;
    },
  };
}

function secretsOf(env: Readonly<Record<string, string | undefined>>): string[] {
  const values = SECRET_VARIABLES.map((name) => env[name]?.trim() ?? '');
  // The longest first: one may be the beginning of another.
  return values
    .filter((value) => value.length >= SHORTEST_SECRET)
    .sort((one, other) => other.length - one.length);
}

function asLatin1(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    SECRET_VARIABLES.map((name) => [name, Buffer.from(env[name] ?? '', 'utf8').toString('latin1')]),
  );
}
