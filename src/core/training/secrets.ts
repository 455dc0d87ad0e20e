type Environment = Readonly<Record<string, string | undefined>>;

const SECRET_NAME = /TOKEN|SECRET|PASSW|CREDENTIAL|API_?KEY|ACCESS_?KEY|AUTH/i;
/** A shorter value is a switch such as `1`, and stands in many texts. */
const LEAST_LENGTH = 6;
export const HIDDEN = '[hidden]';

/** The values in an environment that nothing may show: `HF_TOKEN`, `WANDB_API_KEY` and all that is called like them. */
export function secretValues(env: Environment = process.env): string[] {
  return (
    Object.entries(env)
      .filter(([name, value = '']) => SECRET_NAME.test(name) && value.trim().length >= LEAST_LENGTH)
      .map(([, value = '']) => value.trim())
      // The longest first: one may be the beginning of another.
      .sort((one, other) => other.length - one.length)
  );
}

/** Takes the secrets of an environment out of a text of another program. */
export function hideSecrets(env: Environment = process.env): (text: string) => string {
  const secrets = secretValues(env);
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text);
}
