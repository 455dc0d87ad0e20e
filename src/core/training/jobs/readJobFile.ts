import * as v from 'valibot';
import { readUtf8 } from '../../json/jsonFile';
import { JOB_SCHEMA, type Job } from './job';

/** What a `job.json` says: undefined where it is not there, `unreadable` where it is not understood. */
export async function readJobFile(file: string): Promise<Job | 'unreadable' | undefined> {
  const source = await readUtf8(file);
  if (source === undefined) return undefined;
  const parsed = v.safeParse(JOB_SCHEMA, parsedJson(source));
  return parsed.success ? parsed.output : 'unreadable';
}

function parsedJson(source: string): unknown {
  try {
    return JSON.parse(source) as unknown;
  } catch {
    return undefined;
  }
}
