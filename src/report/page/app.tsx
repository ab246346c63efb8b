import type { ReportData } from '../report-data.js';
import { imageShape } from '../../render/drawing.js';
import { Explorer } from './explorer.js';
import type { PageModel } from './model.js';
import { ExperimentSection } from './scores/experiment-section.js';
import { Facts } from './scores/facts.js';
import { QualityTable } from './scores/quality-table.js';
import { ScoreTable } from './scores/score-table.js';

interface AppProps {
  readonly data: ReportData;
  /** Trees and samples, as soon as they are unpacked; the results above them do not wait. */
  readonly model: PageModel | undefined;
}

/** The whole page: results first, then what needs the trees. */
export function App({ data, model }: AppProps) {
  const depth = data.trees.at(-1)?.topology.depth;
  const { sweeps = [] } = data;
  return (
    <>
      <a class="skip" href="#results">
        Skip to the results
      </a>
      <header class="page-header">
        <div class="inner">
          <p class="brand">soft decision tree</p>
          <h1>{data.dataset}</h1>
          <p class="tagline">
            A neural network distilled into a tree{depth !== undefined && ` of depth ${depth}`} whose every
            decision can be followed.
          </p>
        </div>
        <nav aria-label="Sections">
          <div class="inner">
            <a href="#results">Results</a>
            {sweeps.length > 0 && <a href="#experiment">Experiments</a>}
            <a href="#training">Training</a>
            {data.trees.some(({ summary }) => summary) && <a href="#summary">What counts</a>}
            <a href="#tree">Tree</a>
            <a href="#decision">Decisions</a>
            {data.columns && <a href="#what-if">What if</a>}
            {canDraw(data) && <a href="#draw">Draw</a>}
            <a href="#words">Words</a>
          </div>
        </nav>
      </header>
      <main aria-busy={model === undefined}>
        <section id="results" aria-labelledby="results-title">
          <h2 id="results-title">Results</h2>
          <ScoreTable data={data} />
          <QualityTable data={data} />
          <Facts groups={data.facts} />
        </section>
        {sweeps.length > 0 && <ExperimentSection sweeps={sweeps} />}
        {model && <Explorer model={model} canDraw={canDraw(data)} />}
      </main>
      {model && (
        <footer class="page-footer">
          <p>
            Made by soft-decision-tree {data.toolVersion}. After Frosst & Hinton, “Distilling a Neural Network
            Into a Soft Decision Tree”, 2017.
          </p>
        </footer>
      )}
    </>
  );
}

/** Strokes make square gray images, as MNIST's are. */
function canDraw({ inputShape }: ReportData): boolean {
  const shape = imageShape(inputShape);
  return shape?.channels === 1 && shape.width === shape.height;
}
