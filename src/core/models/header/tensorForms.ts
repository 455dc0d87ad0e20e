/** Names that differ in their numbers alone are one form; more forms than this tell nothing new. */
const MAX_FORMS = 4000;
/** Longer names are no tensor's of a trainer. */
const MAX_NAME = 300;

/** Numbered names that tell two families apart: no SDXL has attention in its first blocks, no SD 1 or 2 is so deep. */
const FIRST_BLOCK_ATTENTION = /(?:down_blocks[._]0[._]attentions|input_blocks[._]1[._]1[._])/;
const DEEP_TRANSFORMER =
  /(?:input_blocks|down_blocks|middle_block|mid_block)[._].{1,40}transformer_blocks[._][2-9]/;

/** The forms of names that one of the two may fit. */
const FORM_OF_EITHER =
  /(?:down_blocks[._]#[._]attentions|input_blocks[._]#[._]#[._])|(?:blocks|middle_block|mid_block)[._].{1,40}transformer_blocks[._]#/;

/** What the names and shapes of tensors tell, without the thousands of names that differ in a number only. */
export interface TensorForms {
  /** Each form, numbers as `#`, with the shape of its first tensor. */
  readonly forms: ReadonlyMap<string, readonly number[]>;
  readonly count: number;
  /** Whether a UNet has attention in its first block. */
  readonly firstBlockAttention: boolean;
  /** Whether a UNet has a transformer of more than two blocks. */
  readonly deepTransformer: boolean;
}

/** Collects the forms of tensors, one after the other. */
export class TensorFormCollector implements TensorForms {
  readonly forms = new Map<string, readonly number[]>();
  count = 0;
  firstBlockAttention = false;
  deepTransformer = false;
  /** The forms whose numbers decide. Not cloned when the forms cross from thread to thread. */
  readonly #numbered = new Set<string>();

  /** @param shape as the header writes it; anything else counts as none */
  add(name: string, shape: unknown): void {
    this.count += 1;
    if (name.length > MAX_NAME) return;
    const form = name.replace(/\d+/g, '#');
    if (this.forms.has(form)) {
      // Of a form that is known, only the numbers can tell something new.
      if (this.#numbered.has(form)) this.lookAtNumbers(name);
      return;
    }
    const isNumbered = FORM_OF_EITHER.test(form);
    if (isNumbered) this.lookAtNumbers(name);
    if (this.forms.size >= MAX_FORMS) return;
    this.forms.set(form, isShape(shape) ? shape : []);
    if (isNumbered) this.#numbered.add(form);
  }

  private lookAtNumbers(name: string): void {
    this.firstBlockAttention ||= FIRST_BLOCK_ATTENTION.test(name);
    this.deepTransformer ||= DEEP_TRANSFORMER.test(name);
  }
}

/** Forms of a file that has no list of tensors. */
export const NO_TENSORS: TensorForms = new TensorFormCollector();

function isShape(shape: unknown): shape is readonly number[] {
  return Array.isArray(shape) && shape.length <= 8 && shape.every((size) => Number.isSafeInteger(size));
}
