import { select } from 'd3-selection';
import { zoom, zoomIdentity, zoomTransform, type ZoomBehavior } from 'd3-zoom';

import type { Box, Scene } from '../../../render/scene.js';

const margin = 24;
const keyPan = 60;

/** Zoom and pan of one drawing: wheel with Ctrl or while the tree has the focus, drag, pinch, buttons, keys. */
export class Viewport {
  readonly #svg: SVGSVGElement;
  readonly #behavior: ZoomBehavior<SVGSVGElement, unknown>;

  constructor(svg: SVGSVGElement, content: SVGGElement) {
    this.#svg = svg;
    this.#behavior = zoom<SVGSVGElement, unknown>()
      .extent(() => {
        const { width, height } = svg.getBoundingClientRect();
        return [
          [0, 0],
          [width, height],
        ];
      })
      .scaleExtent([0.04, 6])
      .filter((event: Event) => allows(event, svg))
      .on('zoom', ({ transform }: { transform: { toString(): string } }) =>
        content.setAttribute('transform', transform.toString()),
      );
    select(svg).call(this.#behavior).on('dblclick.zoom', null);
  }

  /** Shows the whole scene. */
  fit({ width, height }: Scene): void {
    const view = this.#svg.getBoundingClientRect();
    const scale = Math.min((view.width - 2 * margin) / width, (view.height - 2 * margin) / height, 1.4);
    const x = (view.width - scale * width) / 2;
    const y = Math.max(margin, Math.min(2 * margin, (view.height - scale * height) / 2));
    this.#set(zoomIdentity.translate(x, y).scale(scale));
  }

  zoomBy(factor: number): void {
    this.#behavior.scaleBy(select(this.#svg), factor);
  }

  panBy(horizontal: number, vertical: number): void {
    const { k } = zoomTransform(this.#svg);
    this.#behavior.translateBy(select(this.#svg), (-horizontal * keyPan) / k, (-vertical * keyPan) / k);
  }

  /** Keeps a point of the drawing where it stood on the screen although the layout moved it. */
  hold(from: { x: number; y: number }, to: { x: number; y: number }): void {
    const { x, y, k } = zoomTransform(this.#svg);
    this.#set(zoomIdentity.translate(x + k * (from.x - to.x), y + k * (from.y - to.y)).scale(k));
  }

  /** Moves the drawing as little as needed to show a box, large enough to read. */
  reveal(box: Box): void {
    const view = this.#svg.getBoundingClientRect();
    const current = zoomTransform(this.#svg);
    const k = Math.max(current.k, 0.7);
    const center = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const old = { x: current.applyX(center.x), y: current.applyY(center.y) };
    const within = (value: number, half: number, size: number) =>
      Math.min(Math.max(value, half + margin), Math.max(half + margin, size - half - margin));
    const x = within(old.x, (k * box.width) / 2, view.width);
    const y = within(old.y, (k * box.height) / 2, view.height);
    this.#set(zoomIdentity.translate(x - k * center.x, y - k * center.y).scale(k));
  }

  #set(transform: typeof zoomIdentity): void {
    this.#behavior.transform(select(this.#svg), transform);
  }
}

/** The wheel scrolls the page unless the reader is working in the tree; a right click is left alone. */
function allows(event: Event, svg: SVGSVGElement): boolean {
  if (event instanceof WheelEvent)
    return event.ctrlKey || event.metaKey || svg.contains(document.activeElement);
  return !(event instanceof MouseEvent && event.button !== 0);
}
