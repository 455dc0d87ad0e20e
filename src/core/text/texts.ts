/** The texts of the user's language, by their English ones. Without any, texts are English. */
export type Texts = Readonly<Record<string, string>>;
