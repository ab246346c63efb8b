/** Drawing: the tree, one decision, and the interactive report. */
export { buildScene, type SceneOptions } from './render/build-scene.js';
export type { TreeDrawing } from './render/drawing.js';
export { explanationSvg, type ExplanationSvgOptions } from './render/explanation-svg.js';
export { svgToPng } from './render/png.js';
export type { Scene } from './render/scene.js';
export { treeSvg, type TreeSvgOptions } from './render/svg.js';
export { buildReportData } from './report/build-report-data.js';
export { renderReport } from './report/render-report.js';
export type { ReportData } from './report/report-data.js';
export type { ReportInput } from './report/report-input.js';
