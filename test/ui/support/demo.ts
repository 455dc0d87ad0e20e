import { LoopbackCivitai, type LoopbackOptions } from '../../civitai/server';
import { makeDemoWorkspace, publishDemo } from '../../demo/workspace';
import { type SharedOptions, Workbench, type WorkbenchOptions } from './workbench';

/** The demo library in a window, with the Civitai that knows its models. */
export interface Demo {
  readonly workbench: Workbench;
  readonly civitai: LoopbackCivitai;
  close(): Promise<void>;
}

/**
 * Opens the demo library and shows the Models view.
 * @param options of the window; `prepare` comes after the demo's files
 */
export function openDemo(options: WorkbenchOptions = {}, loopback: LoopbackOptions = {}): Promise<Demo> {
  return open((given) => Workbench.start(given), options, loopback);
}

/** The same in the window that suites share (`Workbench.share`). */
export function shareDemo(options: SharedOptions = {}): Promise<Demo> {
  return open((given) => Workbench.share(given), options, {});
}

async function open<Options extends SharedOptions>(
  start: (options: Options) => Promise<Workbench>,
  options: Options,
  loopback: LoopbackOptions,
): Promise<Demo> {
  const civitai = await LoopbackCivitai.start(loopback);
  try {
    await publishDemo(civitai);
    const workbench = await start({
      ...options,
      prepare: async (folder) => {
        await makeDemoWorkspace(folder);
        await options.prepare?.(folder);
      },
      settings: {
        'diffusionWorkbench.civitai.baseUrl': civitai.baseUrl,
        // It would change states while a test looks at them.
        'diffusionWorkbench.models.confirmInBackground': false,
        ...options.settings,
      },
    });
    const close = async (): Promise<void> => {
      try {
        await workbench.close();
      } finally {
        await civitai.close();
      }
    };
    try {
      await workbench.showContainer();
    } catch (error) {
      await close();
      throw error;
    }
    return { workbench, civitai, close };
  } catch (error) {
    await civitai.close();
    throw error;
  }
}
