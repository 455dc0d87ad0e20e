/** The language of training files (`*.training.toml`), as package.json contributes it. */
export const TRAINING_LANGUAGE = 'training-toml';
