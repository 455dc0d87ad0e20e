import { formatBytes } from '../../../core/text/amounts';
import type { EnvironmentFacts } from '../../../core/training/environment/checkEnvironment';

/** What was found, as `--json` gives it. */
export function factsDocument({ python, freeBytes }: EnvironmentFacts): object {
  return {
    python: python
      ? {
          version: python.version,
          executable: python.executable ?? null,
          packages: Object.fromEntries(
            [...python.packages].map(([name, { version, error }]) => [
              name,
              { version: version ?? null, ...(error && { error }) },
            ]),
          ),
          torch: python.torch ?? null,
          gpus: python.gpus,
        }
      : null,
    free_bytes: freeBytes ?? null,
  };
}

/** What was found, in lines. */
export function factsLines({ python }: EnvironmentFacts): string[] {
  if (!python) return [];
  const torch = python.packages.get('torch')?.version;
  return [
    `Python ${python.version}${torch === undefined ? '' : `, torch ${torch}`}`,
    ...python.gpus.map(({ index, name, totalBytes, freeBytes, bf16 }) =>
      [
        `GPU ${index}: ${name}`,
        `${formatBytes(totalBytes)}${freeBytes === undefined ? '' : `, ${formatBytes(freeBytes)} free`}`,
        bf16 ? 'bf16' : 'no bf16',
      ].join(', '),
    ),
  ];
}
