/** The context keys that `when` clauses of package.json test (without the prefix), each with all its values. */
export const CONTEXT = {
  /** What the Models view shows, or why it is empty. */
  'models.state': ['scanning', 'noFolder', 'empty', 'failed', 'ready'],
  'models.annotating': [true, false],
  'prompts.running': [true, false],
  /** There is a plan to show. */
  'prompts.hasPlan': [true, false],
  /** There are changes that can be written. */
  'prompts.hasChanges': [true, false],
  /** Whether the change in the diff that is open is included. */
  'prompts.activeChange': ['in', 'out', undefined],
  /** Unset until the journal was read once: until then, the command reads it. */
  'prompts.nothingToUndo': [true, false],
  /** There is a training, whatever has become of it. */
  'jobs.any': [true, false],
  /** There are at least two trainings to compare. */
  'jobs.several': [true, false],
  /** There is a download, whatever has become of it. */
  'downloads.any': [true, false],
  /** There is one that runs or waits. */
  'downloads.active': [true, false],
  /** There is one that is paused. */
  'downloads.paused': [true, false],
  /** There is one that has failed. */
  'downloads.failed': [true, false],
  /** There is one that can leave the list. */
  'downloads.finished': [true, false],
} as const;

export type ContextKey = keyof typeof CONTEXT;
export type ContextValue<Key extends ContextKey> = (typeof CONTEXT)[Key][number];
