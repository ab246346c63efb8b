import path from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import type { TreeDocument } from '../../file/tree-document.js';
import type { ChannelView, Traffic, TreeDrawing } from '../../render/drawing.js';
import type { TreeSvgOptions } from '../../render/svg.js';
import { treeLayouts, type TreeLayout } from '../../render/tree-layout.js';
import { addChannelsOption, assertChannels } from '../channels-option.js';
import { CommandOutput } from '../command-output.js';
import { addDataOption, addOutputOptions, type OutputOptions } from '../common-options.js';
import { addPartOption, defaultSourceOf, loadPart } from '../data-source.js';
import type { CommandIo } from '../io.js';
import { formatCounted } from '../number-format.js';
import { choiceOption, integerOption, numberOption, pathOption, stdoutName } from '../option-values.js';
import { assertWritable } from '../output-folder.js';
import { addSampleOptions, loadSample, type SampleOptions } from '../sample-source.js';

const extensions = ['.svg', '.png', '.html'] as const;
const themes = ['auto', 'light', 'dark'] as const;
const filterScales = ['tree', 'node'] as const;
/** Characters that a warning names. */
const shownCharacters = 12;

interface RenderOptions extends OutputOptions, Omit<SampleOptions, 'index' | 'layout'> {
  readonly out: string;
  readonly depth?: number;
  readonly subtree?: number;
  readonly sample?: number;
  readonly filterScale: (typeof filterScales)[number];
  readonly channels?: ChannelView;
  readonly layout?: TreeLayout;
  readonly pages?: boolean;
  readonly theme: (typeof themes)[number];
  readonly zoom: number;
  readonly font?: readonly string[];
  readonly title?: string;
}

export function addRenderCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('render')
    .summary('draw a tree as SVG, PNG or HTML')
    .description(
      'Draw a tree: inner nodes with their filters (tables: the columns that count most, and what they ask on hover), leaves with their distributions, edges as wide as the traffic.',
    )
    .argument('<tree>', 'tree file, as sdt run writes it', pathOption('<tree>'))
    .requiredOption(
      '-o, --out <file>',
      'the drawing; .svg, .png or .html decides the format, and - is stdout, as SVG',
      pathOption('--out'),
    )
    .option(
      '--layout <name>',
      'vertical (from the top down, large filters), horizontal (left to right) or radial (from the middle outwards), both with small ones (default: vertical)',
      choiceOption('--layout', treeLayouts),
    )
    .option(
      '--depth <n>',
      'levels of decisions to draw, 1 to 8; the rest becomes summaries (default: 6, or 5 for deeper trees; horizontal and radial: 8; --pages: 4 a page)',
      integerOption('--depth', 1, 8),
    )
    .option(
      '--pages',
      'a .html for print: the first levels on one page, and each part of the tree below on a page of its own',
    )
    .option(
      '--subtree <node>',
      'inner node whose part of the tree is drawn',
      integerOption('--subtree', 0),
      0,
    );
  addSampleOptions(command, '--sample', 'row whose path is highlighted');
  addDataOption(command, 'data set for traffic and sample (default: mnist for a tree of mnist)');
  addPartOption(command, 'rows to measure traffic on and to count the sample in');
  addChannelsOption(command)
    .option(
      '--filter-scale <name>',
      'one color scale for the filters of the whole tree, or one for each node: tree, node',
      choiceOption('--filter-scale', filterScales),
      'tree',
    )
    .option('--theme <name>', `colors: ${themes.join(', ')}`, choiceOption('--theme', themes), 'auto')
    .option(
      '--font <file>',
      'font for characters that the fonts of this machine lack, for .png: .ttf, .otf or .ttc; may be given again',
      (file: string, others: readonly string[] | undefined) => [
        ...(others ?? []),
        pathOption('--font')(file),
      ],
    )
    .option(
      '--zoom <x>',
      'pixels of a .png for each unit of the drawing, 0.1 to 10',
      numberOption('--zoom', 0.1, 10),
      2,
    )
    .option('--title <text>', 'headline (default: what the tree is)');
  addOutputOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  sdt render trees/mnist/distilled.json --out tree.svg
  sdt render trees/mnist/distilled.json --out top.png --depth 3
  sdt render trees/mnist/distilled.json --out part.svg --subtree 5
  sdt render trees/mnist/distilled.json --out whole.svg --layout radial
  sdt render trees/mnist/distilled.json --out print.html --pages
  sdt render trees/mnist/distilled.json --out why.html --sample 17`,
    )
    .action((tree: string, options: RenderOptions) => renderTree(tree, options, io));
}

async function renderTree(treeFile: string, options: RenderOptions, io: CommandIo): Promise<void> {
  const output = new CommandOutput(io, options);
  // Of images in arrays, another thing is called layout.
  const { layout, ...dataOptions } = options;
  const extension = chosenExtension(options);
  if (options.out !== stdoutName) await assertWritable(options.out);
  if (options.font !== undefined && extension !== '.png')
    output.log(
      `--font is not used: it is for .png, and ${extension === '.svg' ? 'an SVG' : 'a page'} is shown with the fonts of its reader`,
    );
  const { readTreeFile } = await import('../../file/tree-file.js');
  const document = await readTreeFile(treeFile);
  assertChannels(document, options.channels);
  const wantsSample = options.sample !== undefined || options.input !== undefined;
  const sample = wantsSample
    ? await loadSample(document, { ...dataOptions, index: options.sample }, '--sample', output)
    : undefined;
  const traffic = await measuredTraffic(document, dataOptions, output);
  const [{ treeSvg }, { treeHeadline }] = await Promise.all([
    import('../../render/svg.js'),
    import('../../render/tree-headline.js'),
  ]);
  const title = options.title ?? treeHeadline(document.tree);
  const { columnsOf } = await import('../../explain/explain-table.js');
  const drawing = { ...document, columns: columnsOf(document), traffic, channels: options.channels };
  const svgOptions: TreeSvgOptions = {
    layout,
    levels: options.depth,
    subtree: options.subtree,
    filterScale: options.filterScale,
    // A PNG cannot follow the reader's system.
    theme: extension === '.png' && options.theme === 'auto' ? 'light' : options.theme,
    sample: sample === undefined ? undefined : { ...sample, name: sample.title },
    title,
  };
  const content =
    options.pages === true
      ? await printed(drawing, svgOptions, output)
      : await encoded(treeSvg(drawing, svgOptions), extension, { ...options, title }, output);
  await output.writeFile(options.out, content);
  output.document({ tree: treeFile, out: options.out, format: extension.slice(1) });
}

function chosenExtension({ out: file, json, pages }: RenderOptions): (typeof extensions)[number] {
  if (file === stdoutName) {
    if (json === true) throw new UsageError('--json and --out - exclude each other: both are stdout');
    if (pages === true) throw new UsageError('--pages makes a .html; --out - is an SVG');
    return '.svg';
  }
  const found = path.extname(file).toLowerCase();
  const extension = extensions.find((known) => known === found);
  if (extension === undefined)
    throw new UsageError(`--out must end in .svg, .png or .html, or be -, found ${JSON.stringify(file)}`);
  if (pages === true && extension !== '.html')
    throw new UsageError(`--pages makes a .html, which a browser prints or saves as PDF; --out is ${file}`);
  return extension;
}

/** The tree on pages, as one HTML document. */
async function printed(
  drawing: TreeDrawing,
  options: TreeSvgOptions,
  output: CommandOutput,
): Promise<string> {
  const [{ treePages }, { printPage }] = await Promise.all([
    import('../../render/tree-pages.js'),
    import('../html-page.js'),
  ]);
  const pages = treePages(drawing, options);
  output.log(`${formatCounted(pages.length, 'page')}; a browser prints them or saves them as PDF`);
  return printPage(options.title ?? '', pages);
}

/** How the rows of a data set spread over the tree; `undefined` where no labelled data is at hand. */
async function measuredTraffic(
  document: TreeDocument,
  options: Omit<RenderOptions, 'layout'>,
  output: CommandOutput,
): Promise<Traffic | undefined> {
  const source = options.data ?? defaultSourceOf(document);
  if (source === undefined) {
    output.log('All edges are drawn alike; name a data set with --data to see the traffic.');
    return undefined;
  }
  const dataset = await loadPart(document, source, options, output);
  output.log(`Measuring the traffic of ${formatCounted(dataset.rowCount, 'row')} of ${dataset.name}`);
  const { measureTraffic } = await import('../../tree/statistics.js');
  return measureTraffic(document.tree, dataset.features, dataset.labels, dataset.rowCount);
}

async function encoded(
  svg: string,
  extension: (typeof extensions)[number],
  options: RenderOptions & { readonly title: string },
  output: CommandOutput,
): Promise<string | Uint8Array> {
  switch (extension) {
    case '.svg':
      return svg;
    case '.png': {
      const { missingCharacters, svgToPng } = await import('../../render/png.js');
      const missing = missingCharacters(svg, options.font);
      if (missing.length > 0) {
        const shown = missing.slice(0, shownCharacters).join(' ');
        const more = missing.length - shownCharacters;
        output.log(
          `No font has ${shown}${more > 0 ? ` and ${more} more characters` : ''}: they are drawn as boxes; --font names one that has them, and .svg leaves them to the reader's`,
        );
      }
      return svgToPng(svg, options.zoom, options.font);
    }
    case '.html': {
      const { htmlPage } = await import('../html-page.js');
      return htmlPage(options.title, svg);
    }
  }
}
