import * as v from 'valibot';
import type { Side } from './connection';

const text = v.string();
const optionalText = v.exactOptional(text);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const problemSchema = v.object({
  level: v.picklist(['error', 'warning', 'info']),
  message: text,
  fix: text,
});
export type FormProblem = v.InferOutput<typeof problemSchema>;

const fieldSchema = v.object({
  /** Its path in the training file. */
  path: text,
  /** Without one, it is called by its path. */
  label: optionalText,
  help: text,
  /** The trainer's own name for it. */
  option: optionalText,
  kind: v.picklist(['text', 'flag', 'number', 'list', 'several', 'path', 'table', 'tables']),
  choices: v.exactOptional(v.array(text)),
  /** Undefined where the file does not have it. */
  value: optionalText,
  /** What its preset has. */
  usual: optionalText,
  isMain: v.boolean(),
  problems: v.array(problemSchema),
});
export type FormFieldState = v.InferOutput<typeof fieldSchema>;

const extraSchema = v.object({ name: text, value: text, problems: v.array(problemSchema) });

/** How a check stands: of this very text, of an older one, or not at all. */
const checkSchema = v.object({
  state: v.picklist(['none', 'running', 'done', 'changed']),
  errors: count,
  warnings: count,
});

const environmentSchema = v.object({
  state: v.picklist(['unknown', 'running', 'ready', 'problems']),
  problems: v.array(problemSchema),
});

const stateSchema = v.object({
  fileName: text,
  /** Why it cannot be changed here now: it is no TOML. */
  broken: optionalText,
  fields: v.array(fieldSchema),
  extras: v.array(extraSchema),
  /** Every option that the trainer of the family has. */
  options: v.array(text),
  /** Base models that are known: of the library and of the settings. */
  baseModels: v.array(text),
  families: v.array(v.object({ family: text, label: text })),
  /** Problems that no field of the form has. */
  problems: v.array(problemSchema),
  /** How long it will be, in words. */
  length: text,
  check: checkSchema,
  /** Why it cannot be started; undefined where it can. */
  cannotStart: optionalText,
  environment: environmentSchema,
});
export type FormState = v.InferOutput<typeof stateSchema>;

const partSchema = v.object({ left: v.number(), top: v.number(), width: v.number(), height: v.number() });

const pictureSchema = v.object({
  /** Names it to the host. */
  key: text,
  name: text,
  size: optionalText,
  bucket: optionalText,
  /** What is trained of it, where that is not the whole. */
  kept: v.exactOptional(partSchema),
  /** How much larger or smaller it is made for its bucket. */
  scale: optionalText,
  repeats: count,
  /** Another one when the picture is: its small one is asked for by it. */
  look: text,
  problems: v.array(problemSchema),
  /** Undefined where there is none. */
  caption: optionalText,
  /** What it is trained with, where that is not its caption as it stands. */
  trainedAs: optionalText,
  lacksTrigger: v.boolean(),
  canEdit: v.boolean(),
});
export type FormPicture = v.InferOutput<typeof pictureSchema>;

const picturesSchema = v.object({
  /** What stands where there are no pictures, or while they are read. */
  note: optionalText,
  /** What the fit decides only when the dataset is made; undefined where all is known. */
  fitNote: optionalText,
  pictures: v.array(pictureSchema),
});
export type FormPictures = v.InferOutput<typeof picturesSchema>;

const smallPictureSchema = v.object({ look: text, address: text });
export type FormSmallPicture = v.InferOutput<typeof smallPictureSchema>;

const captionChangeSchema = v.variant('kind', [
  v.object({ kind: v.literal('prepend'), tag: text }),
  v.object({ kind: v.literal('replace'), tag: text, by: text }),
  v.object({ kind: v.literal('remove'), tag: text }),
]);
export type FormCaptionChange = v.InferOutput<typeof captionChangeSchema>;

/** What the page can ask for that needs nothing but the file. */
export const FORM_COMMANDS = [
  'check',
  'start',
  'environment',
  'setUp',
  'preset',
  'openText',
  'addPictures',
  'choosePictures',
  'makeCaptions',
  'showProblems',
  'settings',
] as const;
export type FormCommand = (typeof FORM_COMMANDS)[number];

const nothing = v.undefined();

/** The requests of the page. Changes come back as a new state. */
export const trainingHostSide = {
  requests: {
    /** @returns besides, whether it is the first page of this window: what an earlier one had typed may not be in the file */
    ready: {
      params: nothing,
      result: v.object({ state: stateSchema, pictures: picturesSchema, isFirst: v.boolean() }),
    },
    /** Writes a field as it was typed; nothing takes it out of the file. Of an option of the trainer: `extra.name`. */
    set: { params: v.object({ path: text, value: text }), result: nothing },
    /** Lets the user choose a file or folder for a field. */
    browse: { params: v.object({ path: text }), result: nothing, timeOut: false },
    run: { params: v.object({ command: v.picklist(FORM_COMMANDS) }), result: nothing, timeOut: false },
    /** Small pictures of those in sight, by their `look`; they come as they are made. */
    smallPictures: { params: v.object({ looks: v.array(text) }), result: nothing },
    openPicture: { params: v.object({ key: text }), result: nothing },
    caption: { params: v.object({ key: text, text }), result: nothing },
    /** Changes the captions of these pictures at once. Answers how many were changed. */
    captions: { params: v.object({ keys: v.array(text), change: captionChangeSchema }), result: count },
    /** Pictures that were dropped, by their addresses. Answers how many were added. */
    dropUris: { params: v.object({ uris: v.array(text) }), result: count, timeOut: false },
    /** A picture that was dropped from outside, as base64. */
    dropFile: { params: v.object({ name: text, base64: text }), result: nothing, timeOut: false },
  },
  notifications: {},
} as const satisfies Side;

/** What the host sends to the page while it is shown. */
export const trainingPageSide = {
  requests: {},
  notifications: { state: stateSchema, pictures: picturesSchema, smallPictures: v.array(smallPictureSchema) },
} as const satisfies Side;
