// esbuild gathers the style sheets that a page imports into one file beside its script.
declare module '*.css';
