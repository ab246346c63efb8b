import { useMemo } from 'preact/hooks';

import { gateProbabilities } from '../../../tree/routing.js';
import { drawnWeights, gateWeights } from '../../../render/gate-weights.js';
import { signedText } from '../../../render/number-text.js';
import { weightImage } from '../../../render/pixel-image.js';
import { Distribution } from '../distribution.js';
import { PixelImage } from '../image.js';
import type { PageModel, PageTree } from '../model.js';
import { LeafRows } from '../summary/leaf-rows.js';
import type { Subject } from '../subject.js';
import { SampleStrip } from '../sample-strip.js';
import { className, percent, roleNames } from '../text.js';
import { WeightList } from '../weight-list.js';
import { ColumnStrengths } from './column-strengths.js';
import { GateHistogramPicture } from './gate-histogram.js';

interface NodeDetailsProps {
  readonly model: PageModel;
  readonly pageTree: PageTree;
  readonly node: number;
  readonly subject: Subject | undefined;
  readonly chosen: number | undefined;
  readonly onChoose: (sample: number) => void;
}

/** What there is to know about the node that is hovered or focused. */
export function NodeDetails(props: NodeDetailsProps) {
  const { pageTree, node } = props;
  const isLeaf = pageTree.tree.topology.isLeaf(node);
  return (
    <div class="details-body" data-details-node={node}>
      <p class="eyebrow">{roleNames[pageTree.role]}</p>
      {isLeaf ? <LeafDetails {...props} /> : <GateDetails {...props} />}
    </div>
  );
}

function GateDetails({ model, pageTree, node, subject, chosen, onChoose }: NodeDetailsProps) {
  const { tree, traffic, report } = pageTree;
  const { topology } = tree;
  const gate = topology.gateOf(node);
  const arriving = traffic[node] ?? 0;
  const right = arriving > 0 ? (traffic[topology.right(node)] ?? 0) / arriving : 0.5;
  const samples = report.boundarySamples[gate] ?? [];
  const gateOf = (sample: number): string =>
    percent(gateProbabilities(tree, model.features(sample), 1)[gate] ?? 0);
  return (
    <>
      <h3>Node {node}, a gate</h3>
      <FilterPicture model={model} pageTree={pageTree} node={node} />
      <dl class="numbers">
        <Fact name="depth" value={String(topology.depth(node))} />
        <Fact name="bias b" value={tree.bias(node).toPrecision(4)} />
        <Fact name="beta β" value={tree.beta(node).toPrecision(4)} />
        <Fact name="traffic" value={percent(arriving)} title="Share of the test rows that arrives here" />
      </dl>
      <SideShares right={right} />
      <GateHistogramPicture model={model} pageTree={pageTree} node={node} subject={subject} />
      <h4>Classes that arrive</h4>
      <ClassMix model={model} pageTree={pageTree} node={node} />
      <h4>Closest to its decision boundary</h4>
      <p class="note">
        Test rows that get here and are nearly undecided; below each the probability of going right.
      </p>
      <SampleStrip
        model={model}
        samples={samples}
        chosen={chosen}
        label={`Samples closest to the boundary of node ${node}`}
        note={gateOf}
        onChoose={onChoose}
      />
    </>
  );
}

function LeafDetails({ model, pageTree, node, chosen, onChoose }: NodeDetailsProps) {
  const { tree, traffic, report, leafClasses, summaries } = pageTree;
  const leaf = tree.topology.leafOf(node);
  const rows = report.leafRows[leaf] ?? 0;
  const correct = report.leafCorrect[leaf] ?? 0;
  const answer = leafClasses[leaf] ?? 0;
  const samples = report.leafSamples[leaf];
  const strip = { model, chosen, onChoose, answer: () => answer };
  return (
    <>
      <h3>
        Node {node}, a leaf, answers <b>{className(model.data, answer)}</b>
      </h3>
      <Distribution
        data={model.data}
        values={summaries[node]?.distribution ?? []}
        label={`Class distribution of node ${node}`}
      />
      <LeafRows model={model} pageTree={pageTree} leaf={leaf} />
      <dl class="numbers">
        <Fact name="depth" value={String(tree.topology.depth(node))} />
        <Fact
          name="traffic"
          value={percent(traffic[node] ?? 0)}
          title="Share of the test rows, by path probability"
        />
        <Fact name="max paths" value={String(rows)} title="Test rows whose max path ends here" />
        <Fact
          name="accuracy"
          value={rows === 0 ? '–' : percent(correct / rows)}
          title="Of the rows whose max path ends here"
        />
      </dl>
      <h4>Classes that arrive</h4>
      <ClassMix model={model} pageTree={pageTree} node={node} />
      <h4>Typical samples</h4>
      <SampleStrip {...strip} samples={samples?.typical ?? []} label={`Typical samples of node ${node}`} />
      <h4>Wrong samples</h4>
      <SampleStrip {...strip} samples={samples?.wrong ?? []} label={`Wrong samples of node ${node}`} />
    </>
  );
}

function Fact({
  name,
  value,
  title,
}: {
  readonly name: string;
  readonly value: string;
  readonly title?: string;
}) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** The filter as it acts (beta w) at full size; for tables its question and what columns do. */
function FilterPicture({ model, pageTree, node }: Pick<NodeDetailsProps, 'model' | 'pageTree' | 'node'>) {
  const weights = useMemo(() => gateWeights(pageTree.tree, node), [pageTree, node]);
  const { shape, columns } = model;
  const uri = useMemo(
    () => shape && weightImage(drawnWeights(weights, pageTree.drawing), shape, pageTree.weightScale),
    [weights, shape, pageTree],
  );
  if (uri === undefined && columns !== undefined)
    return <ColumnStrengths model={model} pageTree={pageTree} node={node} columns={columns} />;
  if (uri === undefined) return <WeightList data={model.data} weights={weights} />;
  return (
    <figure class="filter">
      <PixelImage uri={uri} alt={`Filter of node ${node}`} className="filter-image" />
      <figcaption class="scale">
        <span>← {signedText(-pageTree.weightScale)} left</span>
        <span class={`scale-bar of-${model.channels?.view ?? 'sum'}`} aria-hidden="true" />
        <span>right {signedText(pageTree.weightScale)} →</span>
      </figcaption>
    </figure>
  );
}

function SideShares({ right }: { readonly right: number }) {
  return (
    <div
      class="sides"
      role="img"
      aria-label={`${percent(1 - right)} of what arrives goes left, ${percent(right)} right`}
    >
      <span class="side side-left" style={{ width: `${100 * (1 - right)}%` }} />
      <span class="side side-right" style={{ width: `${100 * right}%` }} />
      <span class="side-text">
        <span>← {percent(1 - right)} left</span>
        <span>right {percent(right)} →</span>
      </span>
    </div>
  );
}

function ClassMix({ model, pageTree, node }: Pick<NodeDetailsProps, 'model' | 'pageTree' | 'node'>) {
  const { classCount } = pageTree.tree;
  const mix = pageTree.classMix.subarray(node * classCount, (node + 1) * classCount);
  return (
    <Distribution
      data={model.data}
      values={mix}
      full={Math.max(...mix, 0.01)}
      label={`Classes of the test rows that arrive at node ${node}`}
    />
  );
}
