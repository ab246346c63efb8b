import { createInk, element, type Ink } from '../svg-markup.js';
import { fontFamily } from '../text-metrics.js';

/** Pixels that a chart in a page is drawn on. */
export const inlineWidth = 480;

/**
 * A chart as an element of a page, which has the colors of the page around it.
 *
 * @param draw the markup from (0, 0), and its height
 */
export function inlineChart(
  title: string,
  draw: (ink: Ink, width: number) => { readonly markup: string; readonly height: number },
): string {
  const { markup, height } = draw(createInk('auto'), inlineWidth);
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    class: 'sdt-tree',
    viewBox: `0 0 ${inlineWidth} ${height}`,
    role: 'img',
    'aria-label': title,
    'font-family': fontFamily,
  };
  return element('svg', attributes, markup);
}
