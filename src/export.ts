/** A tree in other formats: `exportTree(model.document, 'js')`. */
export { exportTree } from './export/export-tree.js';
export type { Exported, ExportOptions } from './export/exported.js';
export {
  exportFormatNames,
  exportFormats,
  formatOfFile,
  type ExportAnswer,
  type ExportFormat,
  type ExportFormatName,
} from './export/formats.js';
