import {
  cssVariables,
  darkPageColors,
  darkPalette,
  lightPageColors,
  lightPalette,
} from '../render/colors.js';
import { escapeText, hashSource } from './html-text.js';
import { loadPageBundle } from './page-bundle.js';
import type { ReportData } from './report-data.js';

/**
 * The report as one self-contained HTML document that opens from a file without any network access. Its Content-Security-
 * Policy allows exactly the script and the style sheet written here, by their hashes, and images made by the page itself.
 */
export function renderReport(data: ReportData): string {
  const { script, style: rules } = loadPageBundle();
  const style = `${paletteRules()}${rules}`;
  const policy = [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(style)}`,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="soft-decision-tree">
<title>${escapeText(data.dataset)} · soft decision tree</title>
<style>${style}</style>
</head>
<body>
<div id="report"><noscript>This report draws itself with a script inside the file. Allow JavaScript to read it.</noscript></div>
<script type="application/json" id="report-data">${escapeJson(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** The drawing's colors as variables, so that the page and the pictures in it look alike. */
function paletteRules(): string {
  const light = cssVariables({ ...lightPalette, ...lightPageColors });
  const dark = cssVariables({ ...darkPalette, ...darkPageColors });
  return `:root{${light}}@media (prefers-color-scheme:dark){:root{${dark}}}`;
}

/** JSON that cannot end the script element it stands in, whatever the names in it. */
function escapeJson(data: ReportData): string {
  return JSON.stringify(data).replace(/</g, '\\u003c');
}
