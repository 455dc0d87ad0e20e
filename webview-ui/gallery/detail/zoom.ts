/** How a picture lies in its frame: pixels of its left upper corner, and screen pixels for one of its own. */
export interface Zoomed {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Extent {
  readonly width: number;
  readonly height: number;
}

const MOST_SCALE = 16;
/** Share of the longer side of a picture by which it is blurred. */
const BLUR = 0.06;

/**
 * Pixels of a picture by which it is blurred. It is scaled after that: a fixed number would leave a large picture to be
 * made out.
 */
export const blurOf = ({ width, height }: Extent): number => Math.max(width, height) * BLUR;

/** All of the picture, in the middle, and never larger than it is. */
export function fitted(picture: Extent, frame: Extent): Zoomed {
  const scale = Math.min(1, frame.width / picture.width, frame.height / picture.height);
  return placed({ scale, x: 0, y: 0 }, picture, frame);
}

/** Zooms about a point of the frame, which stays where it is. */
export function zoomedAt(
  from: Zoomed,
  factor: number,
  point: { readonly x: number; readonly y: number },
  picture: Extent,
  frame: Extent,
): Zoomed {
  const least = fitted(picture, frame).scale;
  const scale = Math.min(Math.max(MOST_SCALE, least), Math.max(least, from.scale * factor));
  const ratio = scale / from.scale;
  const x = point.x - (point.x - from.x) * ratio;
  const y = point.y - (point.y - from.y) * ratio;
  return placed({ scale, x, y }, picture, frame);
}

/** Moves it, never so far that the frame shows what is beside the picture while there is more of the picture. */
export function panned(from: Zoomed, x: number, y: number, picture: Extent, frame: Extent): Zoomed {
  return placed({ ...from, x: from.x + x, y: from.y + y }, picture, frame);
}

function placed({ scale, x, y }: Zoomed, picture: Extent, frame: Extent): Zoomed {
  return {
    scale,
    x: held(x, picture.width * scale, frame.width),
    y: held(y, picture.height * scale, frame.height),
  };
}

function held(offset: number, length: number, room: number): number {
  if (length <= room) return (room - length) / 2;
  return Math.min(0, Math.max(room - length, offset));
}
