import { UsageError } from '../errors.js';
import type { TreeDocument } from '../file/tree-document.js';
import type { Exported, ExportOptions, TreeWriter } from './exported.js';
import { exportFormatNames, exportFormats, type ExportFormat, type ExportFormatName } from './formats.js';
import { writeC } from './formats/c.js';
import { writeJs } from './formats/js.js';
import { writeJson } from './formats/json.js';
import { writePython } from './formats/python.js';
import { writeSql } from './formats/sql.js';
import { writeOnnx } from './formats/onnx.js';
import { writeRules } from './formats/rules.js';
import { writeDot } from './formats/dot.js';
import { writeMermaid } from './formats/mermaid.js';
import { writeTfjs } from './formats/tfjs.js';

const writers: Readonly<Record<ExportFormatName, TreeWriter>> = {
  onnx: writeOnnx,
  tfjs: writeTfjs,
  js: writeJs,
  c: writeC,
  sql: writeSql,
  python: writePython,
  rules: writeRules,
  dot: writeDot,
  mermaid: writeMermaid,
  json: writeJson,
};

/**
 * Writes a tree in another format: text or bytes, which belong into a file. What is executable takes raw rows and answers as
 * `Model.predict` does, float32 formats up to their rounding.
 *
 * @throws {UsageError} when the format does not take an option
 * @throws {InvalidInputError} when the format cannot hold the tree
 */
export function exportTree(
  document: TreeDocument,
  format: ExportFormatName,
  options: ExportOptions = {},
): Exported {
  const { name: _, ...chosen } = options;
  const taken: ExportFormat['options'] = exportFormats[format].options;
  for (const option of ['int8', 'table', 'depth'] as const) {
    if (chosen[option] === undefined || taken.includes(option)) continue;
    const others = exportFormatNames.filter((other) =>
      (exportFormats[other].options as ExportFormat['options']).includes(option),
    );
    throw new UsageError(`${option} is for ${others.join(', ')}, and not for ${format}`);
  }
  return writers[format](document, options);
}
