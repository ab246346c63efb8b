import { serializeTreeDocument } from '../../file/tree-text.js';
import type { Exported } from '../exported.js';
import type { TreeDocument } from '../../file/tree-document.js';

/** The tree file, of the newest version. */
export function writeJson(document: TreeDocument): Exported {
  return { content: serializeTreeDocument(document) };
}
