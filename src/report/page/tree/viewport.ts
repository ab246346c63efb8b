import { select } from 'd3-selection';
import { zoom, zoomIdentity, zoomTransform, type ZoomBehavior } from 'd3-zoom';

import type { Box, Scene } from '../../../render/scene.js';

const margin = 24;
const keyPan = 60;
/** From here on the small texts of a drawing can be read. */
const readableScale = 0.7;

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
      .scaleExtent([0.01, 6])
      .filter((event: Event) => allows(event, svg))
      .on('zoom', ({ transform }: { transform: { toString(): string } }) =>
        content.setAttribute('transform', transform.toString()),
      );
    select(svg).call(this.#behavior).on('dblclick.zoom', null);
  }

  /** Shows the whole scene. */
  fit({ width, height }: Scene): void {
    const view = this.#svg.getBoundingClientRect();
    const scale = Math.max(
      0.01,
      Math.min((view.width - 2 * margin) / width, (view.height - 2 * margin) / height, 1.4),
    );
    const x = (view.width - scale * width) / 2;
    const y = Math.max(margin, (view.height - scale * height) / 2);
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

  /** Shows a box large enough to read: where it is, if all of it is in view there, or else in the middle, what leads to it above it. */
  reveal(box: Box): void {
    const view = this.#svg.getBoundingClientRect();
    const current = zoomTransform(this.#svg);
    const k = Math.max(current.k, readableScale);
    const center = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const old = { x: current.applyX(center.x), y: current.applyY(center.y) };
    const isWithin = (value: number, side: number, size: number) =>
      value - (k * side) / 2 >= margin && value + (k * side) / 2 <= size - margin;
    const isSeen = isWithin(old.x, box.width, view.width) && isWithin(old.y, box.height, view.height);
    const { x, y } = isSeen ? old : { x: view.width / 2, y: 0.6 * view.height };
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
