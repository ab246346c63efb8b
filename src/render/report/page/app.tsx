import { useState } from 'preact/hooks';

import type { TreeRole } from '../report-data.js';
import { DecisionSection } from './decision/decision-section.js';
import { DrawSection } from './draw/draw-section.js';
import type { PageModel } from './model.js';
import { Facts } from './scores/facts.js';
import { ScoreTable } from './scores/score-table.js';
import { TrainingSection } from './scores/training-section.js';
import { sampleSubject, type Subject } from './subject.js';
import { TreeSection, type NodeRequest, type TreeChoice } from './tree/tree-section.js';

/** The whole page. It keeps what the sections share: the followed input, the tree shown, and a node asked for. */
export function App({ model }: { readonly model: PageModel }) {
  const { data, trees } = model;
  const [subject, setSubject] = useState<Subject | undefined>(() => firstSubject(model));
  const [choice, setChoice] = useState<TreeChoice>(trees.at(-1)?.role ?? 'distilled');
  const [request, setRequest] = useState<NodeRequest>();
  const choose = (sample: number): void => setSubject(sampleSubject(model, sample));
  const follow = (drawn: Subject): void => {
    setSubject(drawn);
    scrollTo('subject');
  };
  const showNode = (role: TreeRole, node: number): void => {
    if (choice !== 'both' && choice !== role) setChoice(role);
    setRequest({ role, node });
    scrollTo('tree');
  };
  const canDraw = model.shape?.channels === 1 && model.shape.width === model.shape.height;
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
            A neural network distilled into a tree{trees[0] && ` of depth ${trees[0].tree.depth}`} whose every
            decision can be followed.
          </p>
        </div>
        <nav aria-label="Sections">
          <div class="inner">
            <a href="#results">Results</a>
            <a href="#training">Training</a>
            <a href="#tree">Tree</a>
            <a href="#decision">Decisions</a>
            {canDraw && <a href="#draw">Draw</a>}
          </div>
        </nav>
      </header>
      <main>
        <section id="results" aria-labelledby="results-title">
          <h2 id="results-title">Results</h2>
          <ScoreTable data={data} />
          <Facts groups={data.facts} />
        </section>
        <TrainingSection model={model} chosen={subject?.sample} onChoose={choose} />
        <TreeSection
          model={model}
          subject={subject}
          choice={choice}
          request={request}
          onChooseTree={setChoice}
          onChoose={choose}
        />
        <DecisionSection
          model={model}
          subject={subject}
          choice={choice}
          onChooseTree={setChoice}
          onChoose={choose}
          onShowNode={showNode}
        />
        {canDraw && <DrawSection model={model} onFollow={follow} />}
      </main>
      <footer class="page-footer">
        <p>
          Made by soft-decision-tree {data.toolVersion}. After Frosst & Hinton, “Distilling a Neural Network
          Into a Soft Decision Tree”, 2017.
        </p>
      </footer>
    </>
  );
}

function scrollTo(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.scrollIntoView({ block: 'start' }));
}

/** A sample that the distilled tree gets wrong says most; otherwise any. */
function firstSubject(model: PageModel): Subject | undefined {
  const gallery = model.trees.at(-1)?.report.gallery;
  const sample = gallery?.correct[0] ?? gallery?.wrong[0];
  return sample === undefined ? undefined : sampleSubject(model, sample);
}
