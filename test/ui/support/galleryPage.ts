// What runs inside the page: each function is sent there as text, so that none can use anything outside of it.

/** Stands for the editor: answers the page of the gallery with that many pictures. */
export function fakeHost({
  count,
  persisted,
  group = 'none',
}: {
  count: number;
  persisted?: unknown;
  group?: string;
}): void {
  interface Message {
    kind: string;
    id: number;
    name: string;
    params?: Record<string, never>;
  }
  interface View {
    filter: string;
    show: string;
    order: string;
    group: string;
  }
  const words = ['castle', 'portrait', 'forest', 'robot', 'ocean', 'city at night', 'cat', 'dragon'];
  const levels = ['PG', 'PG', 'PG', 'PG-13', 'R', 'X', 'PG', '?'];
  const problems: Record<number, string> = {
    7: 'It is empty: 0 bytes.',
    23: 'Nothing here decodes JPEG XL.',
  };
  const nameOf = (place: number) => `${words[place % 8]} ${String(place).padStart(5, '0')}.png`;
  const videoAt = (place: number) => place % 17 === 5;
  const marks = new Map<number, Record<string, unknown>>();
  let [revision, shown]: [number, number[]] = [0, []];
  let view: View = { filter: '', show: 'pictures', order: 'newest', group };
  const made = new Set<number>();
  const notify = (name: string, params: unknown) =>
    window.postMessage({ kind: 'notification', name, params }, '*');
  const cellOf = (at: number, place: number) => ({
    path: `/pictures/${nameOf(place)}`,
    name: view.show === 'models' ? `${words[place % 8]} style` : nameOf(place),
    ...(view.show === 'models' && { facts: `v${place % 5} · SDXL 1.0 · LORA` }),
    kind: view.show === 'models' ? 'model' : videoAt(place) ? 'video' : 'image',
    width: 832,
    height: 1216,
    level: levels[place % 8],
    blurred: ['R', 'X', '?'].includes(levels[place % 8] ?? ''),
    ...(place % 9 === 3 && { favourite: true }),
    ...(place % 6 === 1 && { rating: 1 + (place % 5) }),
    ...(place % 13 === 4 && { copies: 2 }),
    ...(videoAt(place) && { source: `/clip.webm?${place}` }),
    ...(made.has(at) && !problems[place] && { thumbnail: `/small/${place % 24}.png?${place}` }),
    ...(problems[place] !== undefined && { problem: problems[place] }),
    ...marks.get(place),
  });
  const listOf = (params: Record<string, unknown>) => {
    view = { ...view, ...(params.view as Partial<View> | undefined) };
    revision++;
    made.clear();
    const filter = view.filter.toLowerCase().trim();
    shown = [];
    for (let place = 0; place < count; place++) if (nameOf(place).includes(filter)) shown.push(place);
    const at = (path: unknown) => shown.findIndex((place) => `/pictures/${nameOf(place)}` === path);
    const active = at(params.active);
    const selected = ((params.selected ?? []) as string[]).map(at).filter((place) => place >= 0);
    const half = Math.floor(shown.length / 2);
    return {
      revision,
      subject: { kind: 'library' },
      title: 'Library',
      view: { seed: 1, ...view },
      found: shown.length,
      all: count,
      groups:
        view.group === 'none'
          ? [{ label: '', count: shown.length }]
          : [
              { label: 'Dreamy Landscapes XL', count: Math.min(11, shown.length) },
              { label: 'A model with a rather long name that does not fit into a narrow page v2.1', count: Math.max(0, half - 11) }, // prettier-ignore
              { label: 'Other', count: Math.max(0, shown.length - Math.max(half, 11)) },
            ],
      ...(active >= 0 && { active }),
      ...(selected.length > 0 && { selected: selected.map((place) => [place, place]) }),
      ...(filter.includes('steps:x') && { filterProblem: '"x" is no number of steps.' }),
      ...(count === 49_999 && { indexing: { done: 1200, of: count } }),
      blurAbove: 2,
    };
  };
  const detailOf = (at: number) => {
    const place = shown[at] ?? 0;
    const cell = cellOf(at, place);
    return {
      path: cell.path,
      name: cell.name,
      folder: 'examples/2026',
      kind: cell.kind,
      ...(problems[place] === undefined && { source: videoAt(place) ? `/clip.webm?${place}` : `/large/${place % 24}.png?${place}` }), // prettier-ignore
      width: 832,
      height: 1216,
      ...(problems[place] !== undefined && { problem: problems[place] }),
      level: cell.level,
      blurred: cell.blurred,
      tool: 'ComfyUI',
      prompt: `masterpiece, best quality, ${words[place % 8]} at dawn, <lora:dreamy:0.8>, volumetric light, seed dance ${place % 3}, highly detailed, cinematic`,
      negative: 'lowres, bad anatomy, watermark',
      seed: String(1234567890 + place),
      parameters: [
        { label: 'Steps', value: '28' },
        { label: 'CFG scale', value: '6.5' },
        { label: 'Sampler', value: 'DPM++ 2M Karras' },
      ],
      infotext: 'text',
      raw: [{ source: 'workflow', text: '{"nodes": []}' }],
      models: [
        { name: 'dreamshaperXL_v21', kind: 'checkpoint', path: '/models/d.safetensors', onCivitai: true },
        { name: 'dreamy', kind: 'lora', weight: 0.8, onCivitai: true },
      ],
      favourite: marks.get(place)?.favourite ?? cell.favourite ?? false,
      rating: marks.get(place)?.rating ?? cell.rating ?? 0,
      tags: ['wallpaper', 'keep'],
      copies: place % 13 === 4 ? ['/backup/a.png', '/backup/b.png'] : [],
      onCivitai: true,
      exampleOf: { path: '/models/dreamy.safetensors', name: 'Dreamy Landscapes XL' },
    };
  };
  const answer = ({ name, params = {} }: Message): unknown => {
    const { from = 0, place = 0 } = params as { from?: number; place?: number };
    if (name === 'look') return listOf(params);
    if (name === 'cells')
      return { cells: shown.slice(from, from + 100).map((each, index) => cellOf(from + index, each)) };
    if (name === 'detail') return detailOf(place);
    if (name === 'facets')
      return { baseModels: ['SDXL 1.0', 'Flux.1 D'], types: ['LORA', 'Checkpoint'], tags: ['style', 'anime'], creators: ['alice'], tools: ['ComfyUI'], loras: ['dreamy'] }; // prettier-ignore
    if (name === 'mark') {
      const { places, marks: changed } = params as unknown as { places: [number, number][]; marks: object };
      for (const [first, last] of places)
        for (let at = first; at <= last; at++) marks.set(shown[at] ?? 0, { ...marks.get(shown[at] ?? 0), ...changed }); // prettier-ignore
    }
    return name === 'dragText' ? 'a prompt' : undefined;
  };
  const sent: { name: string; params?: unknown }[] = [];
  const api = {
    // As the editor does: the message arrives as a copy, in a task of its own.
    postMessage: (message: Message) => {
      sent.push({ name: message.name, params: message.params });
      if (message.kind === 'request') {
        window.postMessage({ kind: 'answer', id: message.id, result: answer(message) }, '*');
        return;
      }
      const near = message.params as unknown as { revision: number; places: number[] };
      if (message.name !== 'near' || near.revision !== revision) return;
      // So long a worker takes for a few pictures.
      setTimeout(() => {
        if (near.revision !== revision) return;
        for (const place of near.places) made.add(place);
        notify('thumbnails', { revision, made: near.places.map((at) => ({ place: at, thumbnail: `/small/${(shown[at] ?? 0) % 24}.png?${shown[at]}` })) }); // prettier-ignore
      }, 30);
    },
    getState: () => persisted,
    setState: (state: unknown) => Object.assign(window, { kept: state }),
  };
  /** The user has another level: all pictures are blurred, or none. */
  const blurAll = (blurred: boolean) => {
    for (let place = 0; place < count; place++) marks.set(place, { ...marks.get(place), blurred });
    notify('altered', { revision, places: shown.map((_, at) => at), gone: [] });
  };
  Object.assign(window, { acquireVsCodeApi: () => api, sent, notifyPage: notify, blurAll });
}

/** Loads the page. @returns milliseconds until the first row has names, with the page's own start */
export function timeOfFirstRow(): Promise<number> {
  return new Promise((resolve) => {
    const began = performance.now();
    const script = document.createElement('script');
    script.src = '/gallery.js';
    document.body.append(script);
    const look = () => {
      const name = document.querySelector('.cell .name')?.textContent ?? '';
      if (name !== '') requestAnimationFrame(() => resolve(performance.now() - began));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** Puts as many pictures into the page as there is sense in without a virtual list. */
export function plainPictures(count: number): void {
  const scroller = document.createElement('div');
  scroller.className = 'grid-scroller';
  scroller.style.cssText = 'height: 100vh; overflow: auto; background: #1f1f1f; display: grid; grid-template-columns: repeat(6, 185px); gap: 10px'; // prettier-ignore
  for (let index = 0; index < count; index++) {
    const image = document.createElement('img');
    image.loading = 'lazy';
    image.decoding = 'async';
    image.style.cssText = 'width: 185px; height: 231px; object-fit: cover; border-radius: 4px';
    image.src = `/small/${index % 24}.png?${index}`;
    scroller.append(image);
  }
  document.body.append(scroller);
}

/**
 * Scrolls for that many seconds, so many pixels a frame; with `changing` as one reads, as one looks for something,
 * and in leaps, two seconds each.
 * @returns milliseconds of each frame
 */
export function scrollFrames({
  seconds,
  step,
  changing = false,
}: {
  seconds: number;
  step: number;
  changing?: boolean;
}): Promise<number[]> {
  // prettier-ignore
  const scroller = document.querySelector<HTMLElement>('.grid-scroller');
  const steps = changing ? [step, step * 4, step * 25] : [step];
  return new Promise((resolve) => {
    const frames: number[] = [];
    const began = performance.now();
    let before = 0;
    const next = (now: number) => {
      if (before > 0) frames.push(now - before);
      before = now;
      if (now - began > seconds * 1000) {
        resolve(frames);
        return;
      }
      if (scroller) scroller.scrollTop += steps[Math.floor((now - began) / 2000) % steps.length] ?? step;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
}

/** Types one more letter. @returns milliseconds until the rows of another list are shown */
export function timeOfKeystroke(text: string): Promise<number> {
  const field = document.querySelector<HTMLInputElement>('#gallery-search');
  const counts = document.querySelector('.counts');
  return new Promise((resolve) => {
    if (!field || !counts) return;
    const before = counts.textContent;
    const began = performance.now();
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    const look = () => {
      if (counts.textContent !== before) requestAnimationFrame(() => resolve(performance.now() - began));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}
