import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import type { TreeDocument } from '../../file/tree-document.js';
import type { Explanation } from '../../tree/explanation.js';
import { noColors, type Colors } from '../colors.js';
import { CommandOutput } from '../command-output.js';
import { addDataOption, addOutputOptions, type OutputOptions } from '../common-options.js';
import { addPartOption } from '../data-source.js';
import { contributionsOf, explanationText, type ExplainedSample } from '../explanation-text.js';
import type { CommandIo } from '../io.js';
import { choiceOption, pathOption, stdoutName } from '../option-values.js';
import { assertWritable } from '../output-folder.js';
import { printableLine } from '../printable-text.js';
import { addSampleOptions, loadSample, type SampleOptions } from '../sample-source.js';

const formats = ['text', 'json', 'svg', 'html'] as const;
type Format = (typeof formats)[number];

interface ExplainOptions extends OutputOptions, SampleOptions {
  readonly format?: Format;
  readonly out?: string;
}

export function addExplainCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('explain')
    .summary('explain one decision of a tree')
    .description(
      'Explain one decision: every gate from the root to the leaf of greatest path probability, that leaf, and the answer of the mixture of all leaves.',
    )
    .argument('<tree>', 'tree file, as sdt run writes it', pathOption('<tree>'));
  addDataOption(command, 'data set (default: mnist for a tree of mnist)');
  addPartOption(command, 'rows that the index counts');
  addSampleOptions(command, '--index', 'row to explain (default: 0)');
  command
    .option(
      '--format <name>',
      'text, json, svg (the path as a drawing) or html (words and drawing as a page) (default: text)',
      choiceOption('--format', formats),
    )
    .option('-o, --out <file>', 'gets the explanation; - for stdout (default: -)', pathOption('--out'));
  addOutputOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  sdt explain trees/mnist/distilled.json --index 17
  sdt explain trees/mnist/distilled.json --input digit.png
  sdt explain trees/mnist/distilled.json --input photo.jpg --image-size 28x28 --invert
  sdt explain trees/mnist/distilled.json --index 17 --format svg --out why.svg
  sdt explain trees/iris/distilled.json --data iris.csv --index 3 --json`,
    )
    .action((tree: string, options: ExplainOptions) => explainSample(tree, options, io));
}

async function explainSample(treeFile: string, options: ExplainOptions, io: CommandIo): Promise<void> {
  const format = chosenFormat(options);
  const output = new CommandOutput(io, { ...options, json: format === 'json' });
  const { out = stdoutName } = options;
  if (out !== stdoutName) await assertWritable(out);
  const [{ readTreeFile }, { explain }] = await Promise.all([
    import('../../file/tree-file.js'),
    import('../../tree/explanation.js'),
  ]);
  const document = await readTreeFile(treeFile);
  const sample = await loadSample(document, options, '--index', output);
  const explanation = explain(document.tree, sample.features);
  const inWords = (colors: Colors) => explanationText(document, explanation, sample, colors);
  if (out === stdoutName && (format === 'text' || format === 'json')) {
    output.document(explanationDocument(document, explanation, sample));
    output.result(inWords(output.colors));
    return;
  }
  const text = await formatted(format, document, explanation, sample, inWords(noColors));
  await output.writeFile(out, text);
}

function chosenFormat({ format, json }: ExplainOptions): Format {
  if (json !== true) return format ?? 'text';
  if (format !== undefined && format !== 'json')
    throw new UsageError(`--json and --format ${format} exclude each other`);
  return 'json';
}

async function formatted(
  format: Format,
  document: TreeDocument,
  explanation: Explanation,
  sample: ExplainedSample,
  words: readonly string[],
): Promise<string> {
  switch (format) {
    case 'text':
      return `${words.map(printableLine).join('\n')}\n`;
    case 'json':
      return `${JSON.stringify(explanationDocument(document, explanation, sample), null, 2)}\n`;
    case 'svg':
      return pathDrawing(document, sample);
    case 'html': {
      const { htmlPage } = await import('../html-page.js');
      return htmlPage(sample.title, words, await pathDrawing(document, sample));
    }
  }
}

async function pathDrawing(
  document: TreeDocument,
  { features, title, label }: ExplainedSample,
): Promise<string> {
  const { explanationSvg } = await import('../../render/explanation-svg.js');
  return explanationSvg(document, { features, name: title, label });
}

/** The explanation as plain JSON; class names beside class indices. */
function explanationDocument(document: TreeDocument, explanation: Explanation, sample: ExplainedSample) {
  const named = (index: number) => ({ class: index, name: document.classNames[index] ?? String(index) });
  return {
    sample: sample.title,
    label: sample.label === undefined ? undefined : named(sample.label),
    maxPath: named(explanation.maxPathClass),
    mixture: named(explanation.mixtureClass),
    leaf: explanation.leaf,
    pathProbability: explanation.pathProbability,
    steps: explanation.steps.map((step) => ({
      ...step,
      contributions: document.featureNames && contributionsOf(document, step.node, sample.features),
    })),
    leafDistribution: Array.from(explanation.leafDistribution),
    mixtureDistribution: Array.from(explanation.mixtureDistribution),
    classNames: document.classNames,
  };
}
