/** The builds of `sharp`: native code, which is the faster one, and WebAssembly, which runs everywhere. */
export type SharpBuild = 'native' | 'wasm';

export type SharpLibrary = (typeof import('sharp'))['default'];

/**
 * The builds that a program may load, the better one first. In desktop VS Code on Linux the native one brings the
 * editor's process down, since GLib's symbols clash with Electron's: https://github.com/lovell/sharp/issues/4525
 */
export function safeBuilds(program: Pick<NodeJS.Process, 'platform' | 'versions'>): readonly SharpBuild[] {
  const isDesktopLinux = program.platform === 'linux' && program.versions.electron !== undefined;
  return isDesktopLinux ? ['wasm'] : ['native', 'wasm'];
}

/** `sharp` in the first of the builds that is installed and runs here; `undefined` where none does. */
export async function loadSharp(builds: readonly SharpBuild[]): Promise<SharpLibrary | undefined> {
  for (const build of builds) {
    try {
      return (build === 'native' ? await import('sharp') : await import('./sharpWasm')).default;
    } catch {
      // A package for another platform or an old system library: the next build may run.
    }
  }
  return undefined;
}
