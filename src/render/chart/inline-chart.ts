import { createInk, element, type Ink } from '../svg-markup.js';
import { fontFamily } from '../text-metrics.js';

/** Pixels that a chart in a page is drawn on. */
export const inlineWidth = 480;

/**
 * A chart as an element of a page, which has the colors of the page around it.
 *
 * @param draw the markup from (0, 0), and its height
 * @param width in pixels that it is drawn on
 */
export function inlineChart(
  title: string,
  draw: (ink: Ink, width: number) => { readonly markup: string; readonly height: number },
  width = inlineWidth,
): string {
  const { markup, height } = draw(createInk('auto'), width);
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    class: 'sdt-tree',
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': title,
    'font-family': fontFamily,
  };
  return element('svg', attributes, markup);
}
