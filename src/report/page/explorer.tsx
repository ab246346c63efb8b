import { useState } from 'preact/hooks';

import type { TreeRole } from '../report-data.js';
import { DecisionSection } from './decision/decision-section.js';
import { DrawSection } from './draw/draw-section.js';
import type { PageModel } from './model.js';
import { TrainingSection } from './scores/training-section.js';
import { sampleSubject, type Subject } from './subject.js';
import { WhatIfSection } from './what-if/what-if-section.js';
import { TreeSection, type NodeRequest, type TreeChoice } from './tree/tree-section.js';

/** The sections that read the trees, and what they share: the followed input, the tree shown, a node asked for. */
export function Explorer({ model, canDraw }: { readonly model: PageModel; readonly canDraw: boolean }) {
  const [subject, setSubject] = useState<Subject | undefined>(() => firstSubject(model));
  const [choice, setChoice] = useState<TreeChoice>(model.trees.at(-1)?.role ?? 'distilled');
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
  const trees = { model, subject, choice, onChooseTree: setChoice, onChoose: choose };
  return (
    <>
      <TrainingSection model={model} chosen={subject?.sample} onChoose={choose} />
      <TreeSection {...trees} request={request} />
      <DecisionSection {...trees} onShowNode={showNode} />
      {model.columns && subject && (
        <WhatIfSection
          model={model}
          columns={model.columns}
          subject={subject}
          onFollow={follow}
          onShowNode={showNode}
        />
      )}
      {canDraw && <DrawSection model={model} onFollow={follow} />}
    </>
  );
}

function scrollTo(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.scrollIntoView({ block: 'start' }));
}

/** Something to look at from the start: a correct answer of the last tree, or else a wrong one. */
function firstSubject(model: PageModel): Subject | undefined {
  const gallery = model.trees.at(-1)?.report.gallery;
  const sample = gallery?.correct[0] ?? gallery?.wrong[0];
  return sample === undefined ? undefined : sampleSubject(model, sample);
}
