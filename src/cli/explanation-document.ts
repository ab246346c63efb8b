import { runnerUp } from '../explain/runner-up.js';
import type { Counterfactual } from '../explain/counterfactual.js';
import type { ValueChange } from '../explain/changeable-columns.js';
import type { TableDecision, TableGate } from '../explain/explain-table.js';
import type { PixelChange } from '../explain/pixel-change.js';
import { isUnknownWord, type CellValue, type ExplainedColumn } from '../explain/table-columns.js';
import { suretyOf } from '../explain/surety.js';
import { judge } from '../explain/verdict.js';
import { questionText } from '../render/decision-words.js';
import { gateParts } from '../render/gate-weights.js';
import { reachableClasses } from '../tree/reachable-classes.js';
import type { ExplainedDecision } from './explained-decision.js';

/** A decision as plain JSON: all that its text says and more, class names beside class indices, columns by their names. */
export function explanationDocument({
  document,
  explanation,
  sample,
  table,
  pixels,
  nearest,
}: ExplainedDecision) {
  const { tree, classNames } = document;
  const named = (index: number) => ({ class: index, name: classNames[index] ?? String(index) });
  const reachable = reachableClasses(tree);
  const second = runnerUp(tree, sample.features, explanation);
  const { label } = sample;
  return {
    sample: sample.title,
    label: label === undefined ? undefined : named(label),
    maxPath: named(explanation.maxPathClass),
    mixture: named(explanation.mixtureClass),
    verdict: label === undefined ? undefined : judge(explanation, label, reachable),
    leaf: explanation.leaf,
    node: tree.topology.nodeOfLeaf(explanation.leaf),
    pathProbability: explanation.pathProbability,
    values: table && valuesOf(table),
    steps: explanation.steps.map((step, index) => ({
      ...step,
      surety: suretyOf(step.sideProbability),
      reachable: {
        left: (reachable[tree.topology.left(step.node)] ?? []).map(named),
        right: (reachable[tree.topology.right(step.node)] ?? []).map(named),
      },
      ...(table === undefined && gateParts(tree, step.node, sample.features)),
      ...(table?.gates[index] && gateDocument(table, table.gates[index], named)),
    })),
    runnerUp: second && {
      ...second,
      node: tree.topology.nodeOfLeaf(second.leaf),
      ...named(second.class),
    },
    counterfactuals: table?.counterfactuals && {
      one: changeDocument(table, table.counterfactuals.one, named),
      few: changeDocument(table, table.counterfactuals.few, named),
      tried: table.counterfactuals.tried.map((column) => nameOf(table, column)),
    },
    nearest: nearest?.map(({ label, answer, values, ...near }) => ({
      ...near,
      label: named(label),
      maxPath: named(answer),
      values:
        values &&
        Object.fromEntries(values.map((value, index) => [table?.columns[index]?.input.name ?? '', value])),
    })),
    pixelChange: pixels && pixelsDocument(pixels, sample.features, document.inputShape, named),
    leafDistribution: Array.from(explanation.leafDistribution),
    mixtureDistribution: Array.from(explanation.mixtureDistribution),
    classNames,
  };
}

type Named = (index: number) => { readonly class: number; readonly name: string };

function nameOf({ columns }: TableDecision, column: number): string {
  return columns[column]?.input.name ?? String(column);
}

function valuesOf(table: TableDecision) {
  return table.columns.map((column, index) => valueOf(column, table.values[index] ?? null));
}

/** What a row holds in a column, and what is usual there; `unknown` of a word that the tree does not tell from all other ones. */
function valueOf(column: ExplainedColumn, value: CellValue) {
  const { input, unit, usual, rows } = column;
  return {
    column: input.name,
    unit,
    value,
    unknown: isUnknownWord(column, value) ? true : undefined,
    usual: usual && {
      rows,
      missing: usual.missing,
      ...usual.numbers,
      counts:
        usual.counts &&
        Object.fromEntries(
          usual.counts.map((count, word) => [
            (input.kind === 'category' ? [...input.categories, 'other'] : ['no', 'yes'])[word] ?? '',
            count,
          ]),
        ),
    },
  };
}

function gateDocument(table: TableDecision, gate: TableGate, named: Named) {
  return {
    start: gate.start,
    pushes: gate.pushes.map(({ column, push }) => ({
      column: nameOf(table, column),
      value: table.values[column] ?? null,
      push,
    })),
    question: {
      text: questionText(table.columns, gate.question),
      terms: gate.question.terms.map((term) => ({ ...term, column: nameOf(table, term.column) })),
      others: gate.question.others,
    },
    turns: gate.turns.map((turn) => ({ ...changed(table, turn), answer: named(turn.answer) })),
  };
}

/** Pixels by row and column, each channel's value as the tree takes it. */
function pixelsDocument(
  { pixels, features, total, answer }: PixelChange,
  own: Float32Array,
  [height = 1, width = 1, channels = 1]: readonly number[],
  named: Named,
) {
  const valuesOf = (image: Float32Array, pixel: number) =>
    Array.from(image.subarray(pixel * channels, (pixel + 1) * channels));
  return {
    pixelCount: pixels.length,
    ofPixels: height * width,
    total,
    answer: named(answer),
    pixels: pixels.map((pixel) => ({
      row: Math.floor(pixel / width),
      column: pixel % width,
      from: valuesOf(own, pixel),
      value: valuesOf(features, pixel),
    })),
  };
}

function changed(table: TableDecision, { column, from, value, spreads }: ValueChange) {
  return { column: nameOf(table, column), from, value, spreads };
}

function changeDocument(table: TableDecision, found: Counterfactual | undefined, named: Named) {
  return (
    found && {
      changes: found.changes.map((change) => changed(table, change)),
      spreads: found.spreads,
      answer: named(found.answer),
    }
  );
}
