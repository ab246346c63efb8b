import type { PagePart } from './svg-header.js';
import { createInk, element, escapeXml, rounded, themeStyle, type Theme } from './svg-markup.js';
import { fontFamily } from './text-metrics.js';

interface SvgPage {
  /** Untrusted text, for screen readers and tooltips. */
  readonly title: string;
  readonly description: string;
  readonly theme: Theme;
  /** Width of the content, without margins. */
  readonly width: number;
  /** Parts from the top down; `gap` is the room below, `x` moves a part to the right. */
  readonly parts: readonly (PagePart & { readonly gap: number; readonly x?: number })[];
}

const margin = 28;

/** A standalone SVG document with parts below each other. */
export function svgPage({ title, description, theme, width: contentWidth, parts }: SvgPage): string {
  let y = margin;
  const groups = parts.map((part) => {
    const transform = `translate(${rounded(margin + (part.x ?? 0))} ${rounded(y)})`;
    y += part.height + part.gap;
    return element('g', { transform }, part.markup);
  });
  const width = contentWidth + 2 * margin;
  const height = y + margin;
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    class: 'sdt-tree',
    width,
    height,
    viewBox: `0 0 ${rounded(width)} ${rounded(height)}`,
    role: 'img',
    'font-family': fontFamily,
  };
  return `${element(
    'svg',
    attributes,
    `<title>${escapeXml(title)}</title>`,
    `<desc>${escapeXml(description)}</desc>`,
    `<style>${themeStyle(theme)}</style>`,
    element('rect', { width, height, ...createInk(theme)({ fill: 'background' }) }),
    ...groups,
  )}\n`;
}
