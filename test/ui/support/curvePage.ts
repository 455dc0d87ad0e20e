// What runs inside the page: each function is sent there as text, so that none can use anything outside of it.

/** Stands for the editor: answers the page of the run view with a long training. */
export function fakeHost({ points, samples }: { points: number; samples: number }): void {
  const losses = Array.from({ length: points }, (_, index) => 0.1 + 0.5 / (index / 50 + 4) + 0.05 * Math.sin(index * 12.9898)); // prettier-ignore
  const state = {
    kind: 'run',
    id: 'job',
    name: 'bench',
    state: { text: 'done', tone: 'good' },
    isRunning: false,
    problems: [],
    facts: [],
    commands: [],
    epochs: [],
    checkpoints: [],
    prompts: Array.from({ length: 10 }, (_, index) => ({ text: `prompt ${index}`, leak: false })),
    samples: Array.from({ length: samples }, (_, index) => ({
      key: `${index}`,
      prompt: index % 10,
      step: Math.floor(index / 10) * 100,
      thumbnail: `/small/${index % 5}.png?${index}`,
      picture: `/large/${index % 5}.png?${index}`,
    })),
    hints: [],
  };
  const slice = (from: number) => {
    const to = Math.min(points, from + 50_000);
    return {
      from,
      steps: Array.from({ length: to - from }, (_, index) => from + index + 1),
      losses: losses.slice(from, to),
      rates: Array.from({ length: to - from }, () => null),
      exact: true,
    };
  };
  interface Message {
    kind: string;
    id: number;
    name: string;
    params?: { from: number };
  }
  const answer = ({ name, params }: Message): unknown => {
    if (name === 'ready') return state;
    if (name === 'points') return slice(params?.from ?? 0);
    return name === 'log' ? { fresh: true, lines: [], leftOut: 0 } : undefined;
  };
  const api = {
    // As the editor does: the message arrives as a copy, in a task of its own.
    postMessage: (message: Message) => {
      if (message.kind !== 'request') return;
      window.postMessage({ kind: 'answer', id: message.id, result: answer(message) }, '*');
    },
    getState: () => undefined,
    setState: () => undefined,
  };
  Object.assign(window, { acquireVsCodeApi: () => api });
  document.body.style.setProperty('--vscode-charts-blue', '#3794ff');
}

/** Loads the page. @returns milliseconds until all points are on the screen, with the page's own start */
export function timeOfFirstDraw(points: number): Promise<number> {
  return new Promise((resolve) => {
    const began = performance.now();
    const script = document.createElement('script');
    script.src = '/run.js';
    document.body.append(script);
    const look = () => {
      const text = document.querySelector('.summary')?.textContent ?? '';
      if (text.startsWith(`${points} steps`)) requestAnimationFrame(() => resolve(performance.now() - began));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** Zooms in, pans and zooms out by keys, one a frame. @returns the longest frame, milliseconds */
export function zoomFrames(): Promise<number> {
  const chart = document.querySelector<HTMLElement>('.chart');
  const keys = [
    ...Array.from({ length: 25 }, () => '+'),
    ...Array.from({ length: 25 }, () => 'ArrowRight'),
    ...Array.from({ length: 25 }, () => 'ArrowLeft'),
    ...Array.from({ length: 25 }, () => '-'),
  ];
  return new Promise((resolve) => {
    let longest = 0;
    let before = performance.now();
    const next = () => {
      const now = performance.now();
      longest = Math.max(longest, now - before);
      before = now;
      const key = keys.shift();
      if (key === undefined) {
        resolve(longest);
        return;
      }
      chart?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      requestAnimationFrame(next);
    };
    requestAnimationFrame(() => {
      before = performance.now();
      next();
    });
  });
}

/** Begins to measure each frame, whatever is done to the page meanwhile. */
export function watchFrames(): void {
  const frames = { longest: 0, isOver: false };
  Object.assign(window, { watched: frames });
  let before = 0;
  const next = (now: number) => {
    if (before > 0) frames.longest = Math.max(frames.longest, now - before);
    before = now;
    if (!frames.isOver) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}

/** Ends `watchFrames`. @returns the longest frame, milliseconds */
export function longestFrame(): number {
  const { watched } = window as unknown as { watched: { longest: number; isOver: boolean } };
  watched.isOver = true;
  return watched.longest;
}

/** Scrolls through the grid of samples to both ends. @returns the longest frame, milliseconds */
export function scrollFrames(): Promise<number> {
  const scroller = document.querySelector<HTMLElement>('.samples .scroller');
  scroller?.scrollIntoView();
  return new Promise((resolve) => {
    let [longest, count] = [0, 0];
    let before = 0;
    const next = (now: number) => {
      if (before > 0) longest = Math.max(longest, now - before);
      before = now;
      if (!scroller || count++ > 150) {
        resolve(longest);
        return;
      }
      scroller.scrollLeft = (scroller.scrollWidth * (count % 75)) / 75;
      scroller.scrollTop = (scroller.scrollHeight * (count % 50)) / 50;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
}

/** Draws the lowest and highest point of each column, and nothing else. @returns milliseconds */
export function plainLoop(points: number): number {
  const losses = Float64Array.from({ length: points }, (_, index) => 0.1 + 0.5 / (index / 50 + 4) + 0.05 * Math.sin(index * 12.9898)); // prettier-ignore
  const canvas = document.createElement('canvas');
  canvas.width = 1200;
  canvas.height = 260;
  document.body.append(canvas);
  const began = performance.now();
  const context = canvas.getContext('2d');
  if (!context) return NaN;
  context.beginPath();
  for (let column = 0; column < canvas.width; column++) {
    let [low, high] = [Infinity, -Infinity];
    const to = Math.floor(((column + 1) * points) / canvas.width);
    for (let index = Math.floor((column * points) / canvas.width); index < to; index++) {
      const value = losses[index] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    context.lineTo(column, canvas.height * (1 - low));
    context.lineTo(column, canvas.height * (1 - high));
  }
  context.stroke();
  const taken = performance.now() - began;
  canvas.remove();
  return taken;
}
