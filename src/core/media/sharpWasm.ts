// A bundle of its own: `esbuild.mjs` puts the WebAssembly build where sharp's JavaScript would load native code.
export { default } from 'sharp';
