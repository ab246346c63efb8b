import type { TreePage } from '../render/tree-pages.js';
import { cssVariables, darkPageColors, lightPageColors } from '../render/colors.js';
import { confusionStyle } from './confusion-markup.js';
import { escapeText, hashSource } from '../report/html-text.js';

/**
 * A drawing and what is told of it as one self-contained HTML document: no script, no network access, the style sheets
 * allowed by their hashes.
 * @param svg a drawing of src/render, which escapes what it draws
 */
export function htmlPage(title: string, svg: string, { body, picture }: PageContent = {}): string {
  const content = `${body ?? `<h1>${escapeText(title)}</h1>`}
<div class="drawing" tabindex="0" role="region" aria-label="${picture ?? 'Drawing of the tree'}">
${svg}</div>`;
  return document(title, [style, ...inlineStyles(svg)], `<style>${style}</style>`, content);
}

function document(title: string, allowed: readonly string[], styles: string, content: string): string {
  const hashes = [...new Set(allowed)].map(hashSource);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src ${hashes.join(' ')}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title)}</title>
${styles}
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`;
}

/** What else a page holds. */
interface PageContent {
  /** Markup with a heading; default: the title as one. */
  readonly body?: string;
  /** What the drawing is; default: of the tree. */
  readonly picture?: string;
}

const style =
  `:root{color-scheme:light dark;${cssVariables(lightPageColors)};--line:#d4d4d8;--aside:#52525b;--good:#15803d;--bad:#b91c1c;--doubtful:#92400e;--page:#ffffff;--text:#18181b}` +
  `@media (prefers-color-scheme:dark){:root{${cssVariables(darkPageColors)};--line:#3f3f46;--aside:#a1a1aa;--good:#4ade80;--bad:#f87171;--doubtful:#fbbf24;--page:#18181b;--text:#fafafa}}` +
  'body{background:var(--page);color:var(--text);margin:0;font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}main{padding:1.5rem;max-width:60rem;margin:0 auto}' +
  'h1{font-size:1.25rem;margin:0 0 1rem}h2{font-size:1.05rem;margin:1.5rem 0 .5rem}h3{font-size:.95rem;margin:1rem 0 .25rem}p{margin:.25rem 0}' +
  'ol{padding-left:1.6rem;margin:0}li{margin:0 0 1rem}.question{font-weight:600}' +
  'table{border-collapse:collapse;margin:.25rem 0}td,th{padding:.1rem .75rem .1rem 0;vertical-align:top;text-align:left}.scroll th,.scroll td{overflow-wrap:normal}' +
  '.figures th[scope=row]{min-width:5rem}.figures td,.figures th[scope=col]{overflow-wrap:normal}.figures .number{text-align:right;font-variant-numeric:tabular-nums}.figures tr{border-bottom:1px solid var(--line)}' +
  '.pushes td:first-child{white-space:nowrap;font-variant-numeric:tabular-nums}.left td:first-child{color:var(--left)}.right td:first-child{color:var(--right)}' +
  'dl{margin:0}dl div{display:flex;flex-wrap:wrap;gap:0 1rem;border-bottom:1px solid var(--line);padding:.15rem 0}dt{flex:1 1 8rem}dd{margin:0;font-variant-numeric:tabular-nums}meter{width:8rem}' +
  '.good{color:var(--good)}.bad{color:var(--bad)}.doubtful{color:var(--doubtful)}.aside{color:var(--aside)}' +
  '.scroll{overflow-x:auto}a{color:inherit}.drawing{overflow-x:auto;margin-top:1.5rem}.drawing svg{display:block;margin:0 auto}' +
  confusionStyle +
  '@media print{.drawing svg{max-width:100%;height:auto}}';

/**
 * Parts of a tree as one self-contained HTML document that prints each on a page of its own.
 *
 * @param pages the first one leads to the others
 */
export function printPage(title: string, pages: readonly TreePage[]): string {
  const numberOf = new Map(pages.map(({ root }, index) => [root, index + 1]));
  const sections = pages.map(({ root, svg, next }, index) => {
    const links = next.map(
      (node) => `<a href="#page-${numberOf.get(node)}">node ${node}: page ${numberOf.get(node)}</a>`,
    );
    const below = links.length === 0 ? '' : `<p class="next">Below: ${links.join(', ')}</p>`;
    const part = index === 0 ? '' : `, the part of the tree below node ${root}`;
    return `<section id="page-${index + 1}">
<p class="aside">Page ${index + 1} of ${pages.length}${part}</p>
${svg}${below}
</section>`;
  });
  return document(
    title,
    [style, printStyle, ...pages.flatMap(({ svg }) => inlineStyles(svg))],
    `<style>${style}</style>
<style>${printStyle}</style>`,
    sections.join('\n'),
  );
}

const printStyle =
  'main{max-width:none}section{overflow-x:auto}section>svg{display:block;max-width:100%;height:auto}.next{font-size:.8rem}' +
  '@page{size:A4 landscape;margin:8mm}' +
  '@media print{main{padding:0}section{break-after:page;break-inside:avoid}section:last-child{break-after:auto}section>svg{max-height:172mm;margin:0 auto}.next{font-size:7pt}}';

/** Texts of the drawing's own style elements. */
function inlineStyles(svg: string): string[] {
  return [...svg.matchAll(/<style>(.*?)<\/style>/gs)].map((match) => match[1] ?? '');
}
