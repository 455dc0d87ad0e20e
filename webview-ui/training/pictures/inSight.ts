/** So far beyond the window, in its own heights, an element is about to be seen. */
const MARGIN = '100%';

/** Which elements are in sight, or soon will be. */
export class InSight {
  /** Those that are. */
  readonly elements = new Set<Element>();
  private readonly observer: IntersectionObserver;

  /** @param onCome told those that have come into sight */
  constructor(onCome: (elements: readonly Element[]) => void) {
    this.observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) this.elements.add(target);
          else this.elements.delete(target);
        }
        const come = entries.filter(({ isIntersecting }) => isIntersecting).map(({ target }) => target);
        if (come.length > 0) onCome(come);
      },
      { rootMargin: MARGIN },
    );
  }

  watch(element: Element): void {
    this.observer.observe(element);
  }

  forget(element: Element): void {
    this.observer.unobserve(element);
    this.elements.delete(element);
  }
}
