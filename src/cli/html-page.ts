import { escapeText, hashSource } from '../report/html-text.js';

/**
 * A drawing and some lines of text as one self-contained HTML document: no script, no network access, the style sheets
 * allowed by their hashes.
 * @param lines untrusted text, escaped here
 * @param svg a drawing of src/render, which escapes what it draws
 */
export function htmlPage(title: string, lines: readonly string[], svg: string): string {
  const hashes = [style, ...inlineStyles(svg)].map(hashSource);
  const text = lines.length === 0 ? '' : `<pre>${escapeText(lines.join('\n'))}</pre>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src ${hashes.join(' ')}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeText(title)}</h1>
${text}<div class="drawing" tabindex="0" role="region" aria-label="Drawing of the tree">
${svg}</div>
</main>
</body>
</html>
`;
}

const style =
  'body{margin:0;font:16px/1.5 system-ui,sans-serif}main{padding:1.5rem}h1{font-size:1.25rem;margin:0 0 1rem}' +
  'pre{overflow-x:auto;font:13px/1.5 ui-monospace,monospace;margin:0 0 1.5rem}.drawing{overflow-x:auto}' +
  '.drawing svg{display:block;margin:0 auto}@media print{.drawing svg{max-width:100%;height:auto}}';

/** Texts of the drawing's own style elements. */
function inlineStyles(svg: string): string[] {
  return [...svg.matchAll(/<style>(.*?)<\/style>/gs)].map((match) => match[1] ?? '');
}
