import { element } from '../../shared/dom';

/** Pixels: so few that nothing is to be made out, however it is looked at. */
const SIZE = { width: 12, height: 15 };

/**
 * A picture of which only its colours are left. A filter of CSS would be drawn again in each frame that the list is
 * scrolled, and the picture itself would lie below it.
 */
export function blurredPicture(image: HTMLImageElement): HTMLCanvasElement {
  const canvas = element('canvas', { class: 'picture' });
  [canvas.width, canvas.height] = [SIZE.width, SIZE.height];
  const draw = async () => {
    // Elsewhere than in the thread of the page.
    await image.decode();
    const context = canvas.getContext('2d');
    if (!context) return;
    context.filter = 'blur(1px)';
    // As `object-fit: cover` shows it; drawn beyond the edges, where the filter would mix in what is empty.
    const scale = Math.max(SIZE.width / image.naturalWidth, SIZE.height / image.naturalHeight) * 1.2;
    const [width, height] = [image.naturalWidth * scale, image.naturalHeight * scale];
    context.drawImage(image, (SIZE.width - width) / 2, (SIZE.height - height) / 4, width, height);
  };
  // What cannot be decoded tells so by its `error` event.
  image.addEventListener('load', () => void draw().catch(() => undefined), { once: true });
  return canvas;
}
