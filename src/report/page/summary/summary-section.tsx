import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

import {
  calibrationChart,
  evenStyle,
  type CalibrationCurve,
} from '../../../render/chart/calibration-chart.js';
import { classStyle, movingClasses } from '../../../render/chart/dependence-chart.js';
import { inlineChart } from '../../../render/chart/inline-chart.js';
import { columnTitle } from '../../../render/decision-words.js';
import { dependenceCharts, importanceCharts, type SummaryChart } from '../../../render/summary-charts.js';
import { pixelsUri } from '../../../render/summary-svg.js';
import { dependenceText } from '../../../render/summary-words.js';
import { modelStyles } from '../../learning-curves.js';
import type { Inference } from '../../report-data.js';
import type { ReportSummary } from '../../report-summary.js';
import { PixelImage } from '../image.js';
import { InferenceChoice } from '../inference-choice.js';
import type { PageModel, PageTree } from '../model.js';
import { Legend } from '../scores/legend.js';
import { Choice } from '../tabs.js';
import { className, roleNames } from '../text.js';
import { ImportanceTable } from './importance-table.js';

/** What the trees go by, over all test rows: importance, partial dependence, calibration. Reports of earlier versions have none. */
export function SummarySection({ model }: { readonly model: PageModel }) {
  const trees = model.trees.filter(({ report }) => report.summary !== undefined);
  const [role, setRole] = useState(trees.at(-1)?.role ?? 'distilled');
  const pageTree = trees.find((tree) => tree.role === role);
  const summary = pageTree?.report.summary;
  if (pageTree === undefined || summary === undefined) return null;
  return (
    <section id="summary" aria-labelledby="summary-title">
      <h2 id="summary-title">What the tree goes by</h2>
      {trees.length > 1 && (
        <Choice
          name="summary-tree"
          label="Tree"
          options={[...trees].reverse().map((tree) => ({ value: tree.role, text: roleNames[tree.role] }))}
          value={role}
          onChange={setRole}
        />
      )}
      <TableImportance model={model} summary={summary} />
      {summary.pixels && <PixelImportance model={model} pixels={summary.pixels} pageTree={pageTree} />}
      <Dependence model={model} summary={summary} />
      <CalibrationPlot model={model} trees={trees} />
    </section>
  );
}

interface SummaryProps {
  readonly model: PageModel;
  readonly summary: ReportSummary;
}

function TableImportance({ model, summary }: SummaryProps) {
  const { columns } = model;
  const { table, looked, rows } = summary;
  if (columns === undefined || table === undefined) return null;
  const part = (count: number) => (count < rows ? ` (${count} of the test rows, spread evenly)` : '');
  return (
    <>
      <h3>How much each column counts</h3>
      <div class="charts">
        {importanceCharts(columns, table).map((chart) => (
          <ChartFigure key={chart.title} {...chart} />
        ))}
      </div>
      <p class="note">
        A column moves the gates by what it adds to their log-odds beside its mean; each gate counts by what
        arrives at it{part(looked.traffic)}. Shuffled: its values change places among the rows {table.repeats}{' '}
        times
        {part(looked.shuffled)}; the interval says how much accuracy it would cost on other rows. Columns that
        say the same share what they count.
      </p>
      <ImportanceTable columns={columns} importance={table.importance} />
    </>
  );
}

function PixelImportance({
  model,
  pixels,
  pageTree,
}: {
  readonly model: PageModel;
  readonly pixels: readonly number[];
  readonly pageTree: PageTree;
}) {
  return (
    <figure class="filter pixel-importance">
      <PixelImage
        uri={pixelsUri(pixels, model.data.inputShape)}
        alt={`How much each pixel moves the gates of the ${roleNames[pageTree.role].toLowerCase()}`}
        className="filter-image"
      />
      <figcaption class="note">
        Where the tree looks: the stronger a pixel, the more it moves the gates beside its mean, each gate
        counted by what arrives at it.
      </figcaption>
    </figure>
  );
}

function Dependence({ model, summary: { table, looked, rows } }: SummaryProps) {
  const { columns, data } = model;
  if (columns === undefined || table === undefined || table.dependence.length === 0) return null;
  const charts = dependenceCharts(columns, table, data.classNames);
  const classes = movingClasses(table.dependence, data.classNames.length);
  return (
    <>
      <h3>What the answers would be, were one value the same in all rows</h3>
      <Legend styles={classes.map((index) => classStyle(className(data, index), index))} />
      <div class="charts">
        {charts.map((chart, index) => {
          const dependence = table.dependence[index];
          const column = columns[dependence?.column ?? -1];
          if (dependence === undefined || column === undefined) return null;
          const text = dependenceText(column, dependence, (answer) => `“${className(data, answer)}”`);
          return (
            <ChartFigure key={dependence.column} {...chart}>
              <p class="note" data-dependence={dependence.column}>
                {columnTitle(column)}: {text}.
              </p>
            </ChartFigure>
          );
        })}
      </div>
      <p class="note">
        Mean probability of each class when a value within what is usual is put into all test rows
        {looked.dependence < rows && ` (${looked.dependence} of them, spread evenly)`}, by max path. Rows may
        become unlike any real one.
      </p>
    </>
  );
}

function CalibrationPlot({
  model,
  trees,
}: {
  readonly model: PageModel;
  readonly trees: readonly PageTree[];
}) {
  const [inference, setInference] = useState<Inference>('maxPath');
  const bins = model.data.teacher?.calibration;
  const curves: CalibrationCurve[] = [
    ...(bins === undefined ? [] : [{ ...modelStyles.teacher, bins }]),
    ...trees.map(({ role, report }) => ({
      ...modelStyles[role],
      bins: report.summary?.calibration[inference] ?? [],
    })),
  ];
  return (
    <>
      <h3>Are the answers as sure as they are right?</h3>
      <div class="toolbar">
        <InferenceChoice
          name="calibration-inference"
          label="Inference of the trees"
          value={inference}
          onChange={setInference}
        />
      </div>
      <Legend styles={[evenStyle, ...curves]} />
      <div class="charts charts-one" data-calibration={inference}>
        <ChartFigure
          title="Share of right answers by their probability"
          draw={(ink, width) => calibrationChart(curves, width, ink)}
        />
      </div>
      <p class="note">
        Answers on the test rows in bins of their probability, as the calibration error counts them; bars are
        95 % intervals. Below the dotted line answers are surer than right.
      </p>
    </>
  );
}

function ChartFigure({ title, draw, children }: SummaryChart & { readonly children?: ComponentChildren }) {
  return (
    <figure>
      <figcaption>{title}</figcaption>
      {/* The chart's markup is the library's own, its texts escaped. */}
      <div class="chart" dangerouslySetInnerHTML={{ __html: inlineChart(title, draw) }} />
      {children}
    </figure>
  );
}
