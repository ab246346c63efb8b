import { featureUnits } from '../data/feature-units.js';
import { featureNamesOf } from '../data/preparation.js';
import { imageShapeOf } from '../data/image/image-shape.js';
import type { TreeDocument } from '../file/tree-document.js';
import { gateOffset, gateWeights, largestWeights } from '../render/gate-weights.js';
import { signedText } from '../render/number-text.js';
import { plainLine } from './source-text.js';

/** What one feature does at a gate, in the user's units. */
export interface GateTerm {
  readonly name: string;
  /** What it adds for the right branch, `+4.1 a unit` or `−1.2 if so`. */
  readonly weight: string;
  /** Where the gate is even if all other features have their mean, `even at 2.45`; absent for yes and no, and for pixels. */
  readonly threshold?: string | undefined;
}

/** The strongest features of gates, by their effect over the spread of the training rows. */
export function gateTerms(document: TreeDocument, count: number): (node: number) => GateTerm[] {
  const { tree, table, preparation } = document;
  const columns = table?.columns;
  const units = columns && featureUnits(columns, preparation);
  const names = columns ? featureNamesOf(columns, preparation) : pixelNames(document);
  return (node) => {
    const weights = gateWeights(tree, node);
    const even = gateOffset(tree, node);
    return largestWeights(weights, count)
      .filter(({ weight }) => weight !== 0)
      .map(({ feature, weight }): GateTerm => {
        const name = plainLine(names[feature] ?? `feature ${feature + 1}`);
        const { kind, offset, scale } = units?.[feature] ?? pixelUnit(document);
        if (kind === 'yes or no' || scale === 0) return { name, weight: `${signedText(weight)} if so` };
        if (units === undefined) return { name, weight: `${signedText(weight * scale)} a unit` };
        const threshold = offset - even / (weight * scale);
        return {
          name,
          weight: `${signedText(weight * scale)} a unit`,
          threshold: `even at ${Number(threshold.toPrecision(4))}`,
        };
      });
  };
}

function pixelNames(document: TreeDocument): string[] {
  const { tree } = document;
  const [, width = tree.featureCount, channels = 1] = imageShapeOf(document) ?? [];
  const isImage = imageShapeOf(document) !== undefined;
  return Array.from({ length: tree.featureCount }, (_, index) => {
    if (!isImage) return `feature ${index + 1}`;
    const place = Math.floor(index / channels);
    const channel = channels > 1 ? ` channel ${index % channels}` : '';
    return `pixel row ${Math.floor(place / width)} column ${place % width}${channel}`;
  });
}

/** Images have one preparation for all of their pixels. */
function pixelUnit({ preparation }: TreeDocument): { kind: 'number'; offset: number; scale: number } {
  const [step] = preparation;
  const first = (value: number | readonly number[]) => (typeof value === 'number' ? value : (value[0] ?? 0));
  return step?.kind === 'affine'
    ? { kind: 'number', offset: first(step.offset), scale: first(step.scale) }
    : { kind: 'number', offset: 0, scale: 1 };
}
