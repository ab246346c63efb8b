/** Drawing: the tree, one decision, and the interactive report. */
export { buildScene, type SceneOptions } from './render/build-scene.js';
export type { SampleRoute, Traffic, TreeDrawing } from './render/drawing.js';
export type { NodeSummary } from './render/node-summary.js';
export type { Sample } from './render/sample-highlight.js';
export type { Theme } from './render/svg-markup.js';
export { explanationSvg, type ExplanationSvgOptions } from './render/explanation-svg.js';
export { summarySvg, type SummaryDrawing } from './render/summary-svg.js';
export { svgToPng } from './render/png.js';
export type * from './render/scene.js';
export { treeSvg, type TreeSvgOptions } from './render/svg.js';
export { buildReportData } from './report/build-report-data.js';
export { renderReport } from './report/render-report.js';
export type * from './report/report-data.js';
export type { RowMeasurements } from './report/row-measurements.js';
export type { ReportExperiment, ReportInput, ReportTreeInput } from './report/report-input.js';
