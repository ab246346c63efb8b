import { useEffect, useMemo, useState } from 'preact/hooks';

import type { ChannelView } from '../../render/drawing.js';
import type { TreeRole } from '../report-data.js';
import { DecisionSection } from './decision/decision-section.js';
import { parseLink, useDeepLink, type DeepLink } from './deep-link.js';
import { DrawSection } from './draw/draw-section.js';
import { FollowBar } from './follow-bar.js';
import { Glossary } from './glossary.js';
import { withChannels, type PageModel } from './model.js';
import { sampleCalled, sampleNoun, sampleTag } from './sample-names.js';
import { TrainingSection } from './scores/training-section.js';
import { SummarySection } from './summary/summary-section.js';
import { sampleSubject, type Subject } from './subject.js';
import { WhatIfSection } from './what-if/what-if-section.js';
import { TreeSection, type NodeRequest, type TreeChoice } from './tree/tree-section.js';

/** After which nobody waits for the page to appear. */
const idleMilliseconds = 500;

/** The sections that read the trees, and what they share: the followed input, the tree shown, a node asked for. */
export function Explorer({
  model: loaded,
  canDraw,
}: {
  readonly model: PageModel;
  readonly canDraw: boolean;
}) {
  const [view, setView] = useState<ChannelView>('sum');
  const model = useMemo(() => withChannels(loaded, view, setView), [loaded, view]);
  const [opened] = useState(() => openLink(model, parseLink(location.hash)));
  const [subject, setSubject] = useState(opened.subject ?? firstSubject(model));
  const [choice, setChoice] = useState<TreeChoice>(opened.choice ?? defaultTree(model));
  const [request, setRequest] = useState(opened.request);
  const [visited, setVisited] = useState(opened.request);
  const [notice, setNotice] = useState(opened.notice);

  // The first other row would wait for code that never ran: it runs once while the page idles, on the row that is shown.
  useEffect(() => {
    const timer = setTimeout(() => {
      const again = subject?.sample === undefined ? undefined : sampleSubject(model, subject.sample);
      setSubject((shown) => (shown === subject ? (again ?? shown) : shown));
    }, idleMilliseconds);
    return () => clearTimeout(timer);
  }, []);

  const follow = (next: Subject): void => {
    setSubject(next);
    setVisited(undefined);
    setNotice(undefined);
  };
  const showNode = (role: TreeRole, node: number): void => {
    if (choice !== 'both' && choice !== role) setChoice(role);
    setRequest({ role, node });
    scrollTo('tree');
  };
  const open = (link: DeepLink): void => {
    const found = openLink(model, link);
    setNotice(found.notice);
    if (found.choice) setChoice(found.choice);
    if (found.subject) setSubject(found.subject);
    if (found.request) setRequest(found.request);
  };
  useDeepLink(linkTo(model, subject, choice, visited), open);

  const choose = (sample: number): void => follow(sampleSubject(model, sample));
  // What does not depend on the followed row stays as it is when another one is chosen.
  const summary = useMemo(() => <SummarySection model={model} />, [model]);
  const trees = { model, subject, choice, onChooseTree: setChoice, onChoose: choose };
  return (
    <>
      <TrainingSection model={model} chosen={subject?.sample} onChoose={choose} />
      {summary}
      <TreeSection {...trees} request={request} onVisit={setVisited} />
      <DecisionSection {...trees} onShowNode={showNode} />
      {model.columns && subject && (
        <WhatIfSection
          model={model}
          columns={model.columns}
          subject={subject}
          onFollow={(changed) => {
            follow(changed);
            scrollTo('subject');
          }}
          onShowNode={showNode}
        />
      )}
      {canDraw && (
        <DrawSection
          model={model}
          onFollow={(drawn) => {
            follow(drawn);
            scrollTo('subject');
          }}
        />
      )}
      <Glossary />
      <FollowBar subject={subject} notice={notice} onSee={() => scrollTo('subject')} />
    </>
  );
}

function scrollTo(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.scrollIntoView({ block: 'start' }));
}

function defaultTree(model: PageModel): TreeRole {
  return model.trees.at(-1)?.role ?? 'distilled';
}

/** Something to look at from the start: a correct answer of the last tree, or else a wrong one. */
function firstSubject(model: PageModel): Subject | undefined {
  const gallery = model.trees.at(-1)?.report.gallery;
  const sample = gallery?.correct[0] ?? gallery?.wrong[0];
  return sample === undefined ? undefined : sampleSubject(model, sample);
}

/** What a link asks for, as far as the report holds it; scrolls there. */
function openLink(model: PageModel, { row, tree, node }: DeepLink) {
  const sample = row === undefined ? undefined : sampleCalled(model.data, row);
  const isOfTree = (name: TreeChoice | undefined) => model.trees.find(({ role }) => role === name);
  const role = isOfTree(tree)?.role ?? defaultTree(model);
  const hasNode = node !== undefined && node < (isOfTree(role)?.tree.topology.nodeCount ?? 0);
  const request: NodeRequest | undefined = hasNode ? { role, node } : undefined;
  if (request) scrollTo('tree');
  else if (sample !== undefined) scrollTo('subject');
  return {
    subject: sample === undefined ? undefined : sampleSubject(model, sample),
    choice: tree === 'both' && model.trees.length > 1 ? tree : isOfTree(tree)?.role,
    request,
    notice:
      row !== undefined && sample === undefined
        ? `This report does not hold ${sampleNoun(model.data)} ${row}.`
        : node !== undefined && !hasNode
          ? `The tree has no node ${node}.`
          : undefined,
  };
}

function linkTo(
  model: PageModel,
  subject: Subject | undefined,
  choice: TreeChoice,
  visited: NodeRequest | undefined,
): DeepLink {
  const sample = subject?.sample;
  const tree = visited?.role ?? choice;
  return {
    row: sample === undefined ? undefined : sampleTag(model.data, sample),
    tree: tree === defaultTree(model) ? undefined : tree,
    node: visited?.node,
  };
}
