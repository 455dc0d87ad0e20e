import * as v from 'valibot';
import type { Side } from './connection';

const text = v.string();
const optionalText = v.exactOptional(text);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const flag = v.boolean();

/** What a gallery shows the pictures of. Paths are absolute. */
const subjectSchema = v.variant('kind', [
  v.object({ kind: v.literal('library') }),
  v.object({ kind: v.literal('models'), paths: v.pipe(v.array(text), v.minLength(1)) }),
  /** The models in a folder of the library. */
  v.object({ kind: v.literal('modelFolder'), path: text }),
  v.object({ kind: v.literal('creator'), name: text }),
  /** Folders of pictures, with all in them. */
  v.object({ kind: v.literal('pictures'), paths: v.pipe(v.array(text), v.minLength(1)) }),
]);
export type GallerySubject = v.InferOutput<typeof subjectSchema>;

export const GALLERY_ORDERS = ['newest', 'oldest', 'name', 'baseModel', 'mostUsed', 'random'] as const;
export const GALLERY_GROUPS = ['none', 'model', 'folder'] as const;

/** Which pictures are listed, and how. */
const viewSchema = v.object({
  show: v.picklist(['pictures', 'models']),
  /** In the search language of galleries. */
  filter: text,
  order: v.picklist(GALLERY_ORDERS),
  group: v.picklist(GALLERY_GROUPS),
  /** Of the random order: the same number gives the same order. */
  seed: count,
});
export type GalleryView = v.InferOutput<typeof viewSchema>;
export type GalleryOrder = GalleryView['order'];

const listSchema = v.object({
  /** Of the list. Each request about its places has it, so that these are never read as those of a later list. */
  revision: count,
  subject: subjectSchema,
  /** What the user calls the subject. */
  title: text,
  view: viewSchema,
  /** How many are listed, and how many there are without the filter. */
  found: count,
  all: count,
  /** In the order of the list; a list that is not grouped is one group without a label. */
  groups: v.array(v.object({ label: text, count })),
  /** Where the picture is that the page asked to find again. */
  active: v.exactOptional(count),
  /** Where those are that it asked to find selected again. */
  selected: v.exactOptional(v.array(v.tuple([count, count]))),
  /** What of the filter was not understood, in words. */
  filterProblem: optionalText,
  /** Pictures of which it is read what they were made with, while this goes on. */
  indexing: v.exactOptional(v.object({ done: count, of: count })),
  /** Pictures of a higher NSFW level than this are blurred, and those of an unknown one. */
  blurAbove: count,
});
/** All that the page shows, apart from the pictures themselves. */
export type GalleryList = v.InferOutput<typeof listSchema>;

const cellSchema = v.object({
  /** Absolute path, by which the page finds it again in a later list. */
  path: text,
  /** What stands below it. */
  name: text,
  /** What a model is, below its name. */
  facts: optionalText,
  kind: v.picklist(['image', 'video', 'model']),
  /** Pixels; 0 where they are not known. */
  width: count,
  height: count,
  /** `PG`, `R`, …; `?` where it is not known. */
  level: text,
  blurred: flag,
  favourite: v.exactOptional(flag),
  rating: v.exactOptional(count),
  /** So many other files hold the same picture. */
  copies: v.exactOptional(count),
  /** Address of its thumbnail for this page, where it was made already. */
  thumbnail: optionalText,
  /** Address of a video itself for this page, which plays while the mouse is over it. */
  source: optionalText,
  /** Why there is none to be had, in words. */
  problem: optionalText,
});
export type GalleryCell = v.InferOutput<typeof cellSchema>;

/** Runs of places, first and last of each, ascending. */
const runsSchema = v.pipe(v.array(v.tuple([count, count])), v.minLength(1));
export type GalleryRuns = v.InferOutput<typeof runsSchema>;

const usedModelSchema = v.object({
  name: text,
  kind: v.picklist(['checkpoint', 'lora', 'other']),
  weight: v.exactOptional(v.number()),
  /** Absolute path of the model in the library. */
  path: optionalText,
  /** Whether Civitai has a page of it. */
  onCivitai: flag,
});

/** One picture with all that is known of it. */
const detailSchema = v.object({
  path: text,
  name: text,
  /** Relative to what is open. */
  folder: text,
  kind: v.picklist(['image', 'video', 'model']),
  /** Address of the picture itself for this page; undefined where no browser shows it. */
  source: optionalText,
  width: count,
  height: count,
  /** Why it is not shown, or what is known of it is not whole; in words. */
  problem: optionalText,
  level: text,
  blurred: flag,
  tool: optionalText,
  prompt: optionalText,
  negative: optionalText,
  seed: optionalText,
  /** Further parameters, in words. */
  parameters: v.array(v.object({ label: text, value: text })),
  /** The text that `copy infotext` gives. */
  infotext: optionalText,
  /** Texts of the picture in which no prompt was found. */
  raw: v.array(v.object({ source: text, text })),
  models: v.array(usedModelSchema),
  favourite: flag,
  rating: count,
  tags: v.array(text),
  /** Other files that hold the same picture. */
  copies: v.array(text),
  onCivitai: flag,
  /** The model of the library that it is an example of. */
  exampleOf: v.exactOptional(v.object({ path: text, name: text })),
});
export type GalleryDetail = v.InferOutput<typeof detailSchema>;

/** What a user does with pictures that are selected. */
export const GALLERY_COMMANDS = [
  'trash',
  'exportPrompts',
  'exportStripped',
  'copyParametersTo',
  'setAsPreview',
  'savePrompt',
  'sendToPromptFile',
  'insertPrompt',
  'openOnCivitai',
  'reveal',
  'open',
  'removeExamples',
] as const;
export type GalleryCommandName = (typeof GALLERY_COMMANDS)[number];

const COPIES = ['prompt', 'negative', 'seed', 'infotext', 'path'] as const;

/** What is changed in the sidecars of pictures. */
const marksSchema = v.object({
  favourite: v.exactOptional(flag),
  /** 0 takes it away. */
  rating: v.exactOptional(v.pipe(count, v.maxValue(5))),
  addTags: v.exactOptional(v.array(text)),
  removeTags: v.exactOptional(v.array(text)),
});
export type GalleryMarks = v.InferOutput<typeof marksSchema>;

/** No larger file is sent by a message. */
export const MOST_DROPPED_BYTES = 64 * 1024 * 1024;

const droppedBytes = v.pipe(
  v.instance(Uint8Array),
  v.check(({ byteLength }) => byteLength <= MOST_DROPPED_BYTES),
);
const nothing = v.undefined();
const selected = { revision: count, places: runsSchema };

/** The requests of the page. A picture is given by its place in a list. */
export const galleryHostSide = {
  requests: {
    /**
     * Makes a list. A page that was just opened names no subject, since the host knows what it was opened for, and
     * no view, since the host knows what suits that. `active`, `selected`: paths that are to be found in it.
     */
    look: {
      params: v.object({
        subject: v.exactOptional(subjectSchema),
        view: v.exactOptional(viewSchema),
        active: optionalText,
        selected: v.exactOptional(v.array(text)),
      }),
      result: listSchema,
      timeOut: false,
    },
    /** Some cells from a place on. Where there is no such list any more, none. */
    cells: {
      params: v.object({ revision: count, from: count }),
      result: v.object({ cells: v.array(cellSchema) }),
    },
    /** What can be picked to filter by, the most frequent first. */
    facets: {
      params: v.object({ revision: count }),
      result: v.object({
        baseModels: v.array(text),
        types: v.array(text),
        tags: v.array(text),
        creators: v.array(text),
        tools: v.array(text),
        loras: v.array(text),
      }),
    },
    detail: {
      params: v.object({ revision: count, place: count }),
      result: v.optional(detailSchema),
      timeOut: false,
    },
    /** What is put into an editor where the picture is dragged: its prompt, or the tag of a model with its words. */
    dragText: { params: v.object({ revision: count, place: count }), result: v.optional(text) },
    mark: { params: v.object({ ...selected, marks: marksSchema }), result: nothing, timeOut: false },
    run: {
      params: v.object({ ...selected, command: v.picklist(GALLERY_COMMANDS) }),
      result: nothing,
      timeOut: false,
    },
    copy: { params: v.object({ ...selected, what: v.picklist(COPIES) }), result: nothing, timeOut: false },
    /** Opens the card of a model of the library, its page on Civitai, or downloads it from there. */
    openModel: {
      params: v.object({
        revision: count,
        place: count,
        model: count,
        how: v.picklist(['details', 'civitai', 'download', 'insertTag']),
      }),
      result: nothing,
      timeOut: false,
    },
    /** Leads to a file with the same picture: its place in the list, or nothing where another program shows it. */
    openCopy: {
      params: v.object({ revision: count, place: count, copy: count }),
      result: v.optional(count),
      timeOut: false,
    },
    /** Opens a gallery of what a card stands for. */
    openGallery: { params: v.object({ subject: subjectSchema }), result: nothing, timeOut: false },
    /** Pictures that were dropped on the page, or on a model in it: absolute paths or `file:` addresses. */
    drop: {
      params: v.object({ revision: count, place: v.exactOptional(count), files: v.array(text) }),
      result: nothing,
      timeOut: false,
    },
    /** A file that was dropped from a program that tells no path. */
    dropFile: {
      params: v.object({ revision: count, place: v.exactOptional(count), name: text, bytes: droppedBytes }), // prettier-ignore
      result: nothing,
      timeOut: false,
    },
  },
  notifications: {
    /** These places are near to what is in sight: their thumbnails are wanted, the first one first. */
    near: v.object({ revision: count, places: v.array(count) }),
    /** The page shows this list now: those before it are not asked about any more. */
    shown: v.object({ revision: count }),
  },
} as const satisfies Side;

/** What the host sends to the page. */
export const galleryPageSide = {
  requests: {},
  notifications: {
    /** Thumbnails that were made, or why not. */
    thumbnails: v.object({
      revision: count,
      made: v.array(v.object({ place: count, thumbnail: optionalText, problem: optionalText })),
    }),
    /** Cells of the list that changed: ask for them again. Those that are `gone` stay as holes. */
    altered: v.object({ revision: count, places: v.array(count), gone: v.array(count) }),
    /** There is a newer list, with so many pictures more. */
    changed: v.object({ revision: count, added: count, indexing: v.exactOptional(v.object({ done: count, of: count })) }), // prettier-ignore
    /** Opens the detail pane of a picture that VS Code was told to show. */
    reveal: v.object({ path: text }),
  },
} as const satisfies Side;

/** What the page keeps over hiding and reloading: what to ask for, and how it was shown. */
const persistedSchema = v.object({
  subject: subjectSchema,
  view: viewSchema,
  /** Pixels of a cell's side. */
  cellSize: count,
  scroll: v.number(),
  active: optionalText,
  /** Paths that are selected: at most some hundreds, since they are kept as text. */
  selected: v.array(text),
  detail: flag,
  /** Pixels that the detail pane is wide. */
  paneWidth: v.exactOptional(count),
  /** Where other lists were left: by what was shown of them, the latest last. */
  places: v.exactOptional(v.array(v.object({ of: text, scroll: v.number(), active: optionalText }))),
});
export type GalleryPersisted = v.InferOutput<typeof persistedSchema>;

/** What `setState` kept, or undefined where it is not ours. */
export function parsePersisted(state: unknown): GalleryPersisted | undefined {
  const parsed = v.safeParse(persistedSchema, state);
  return parsed.success ? parsed.output : undefined;
}
