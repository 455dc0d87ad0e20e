import type { UsedModel } from '../../../core/gallery/actions/models/usedModels';
import { notShown } from './notShown';

/** So many are remembered: two that are compared, and those that were just gone through. */
const REMEMBERED = 8;

interface Answered {
  readonly models: readonly UsedModel[];
  /** Absolute paths. */
  readonly copies: readonly string[];
}

/** A place of a list. */
interface At {
  readonly revision: number;
  readonly place: number;
}

/** What stands behind the details that were answered last: the page names models and files by their numbers in them only. */
export class AnsweredDetails {
  private readonly known = new Map<string, Answered>();

  set(at: At, { models, copies }: Answered): void {
    const key = keyOf(at);
    this.known.delete(key);
    this.known.set(key, { models, copies });
    const [oldest] = this.known.keys();
    if (this.known.size > REMEMBERED && oldest !== undefined) this.known.delete(oldest);
  }

  /** @throws Problem where its detail was not answered lately, or has no such model */
  model(at: At, number: number): UsedModel {
    return shown(this.known.get(keyOf(at))?.models[number]);
  }

  /** @throws Problem as of a model */
  copy(at: At, number: number): string {
    return shown(this.known.get(keyOf(at))?.copies[number]);
  }
}

const keyOf = ({ revision, place }: At) => `${revision}:${place}`;

function shown<Value>(value: Value | undefined): Value {
  if (value === undefined) throw notShown();
  return value;
}
