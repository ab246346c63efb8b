import { leafText } from '../../../render/summary-words.js';
import type { PageModel, PageTree } from '../model.js';
import { className } from '../text.js';

/** The test rows of a leaf in words, and what tells them from the others. */
export function LeafRows({
  model,
  pageTree,
  leaf,
}: {
  readonly model: PageModel;
  readonly pageTree: PageTree;
  readonly leaf: number;
}) {
  const { summary } = pageTree.report;
  const rows = summary?.leaves[leaf];
  if (summary === undefined || rows === undefined) return null;
  const name = (index: number) => `“${className(model.data, index)}”`;
  return (
    <p class="note" data-leaf-rows={leaf}>
      Of the test rows: {leafText(rows, summary.rows, model.columns ?? [], name)}.
    </p>
  );
}
