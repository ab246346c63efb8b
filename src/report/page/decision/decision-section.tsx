import type { TreeRole } from '../../report-data.js';
import { PixelImage } from '../image.js';
import type { PageModel } from '../model.js';
import { sampleImage } from '../../../render/pixel-image.js';
import { otherNames } from '../sample-names.js';
import type { Subject } from '../subject.js';
import { className } from '../text.js';
import { FeatureValues } from './feature-values.js';
import { TreeChoiceTabs, type TreeChoice } from '../tree/tree-section.js';
import { Decision } from './decision.js';
import { Gallery } from './gallery.js';

interface DecisionSectionProps {
  readonly model: PageModel;
  readonly subject: Subject | undefined;
  readonly choice: TreeChoice;
  readonly onChooseTree: (choice: TreeChoice) => void;
  readonly onChoose: (sample: number) => void;
  readonly onShowNode: (role: TreeRole, node: number) => void;
}

/** Follows one input from the root to a leaf, through one tree or both. */
export function DecisionSection({
  model,
  subject,
  choice,
  onChooseTree,
  onChoose,
  onShowNode,
}: DecisionSectionProps) {
  const shown = model.trees.filter(({ role }) => choice === 'both' || role === choice);
  return (
    <section id="decision" class="wide" aria-labelledby="decision-title">
      <h2 id="decision-title">Follow one decision</h2>
      <p class="lead">
        Choose a test row; every gate on its way shows what spoke for left and what for right.
      </p>
      <TreeChoiceTabs model={model} name="decision-tree" choice={choice} onChange={onChooseTree} />
      <Gallery
        model={model}
        role={choice === 'both' ? 'distilled' : choice}
        chosen={subject?.sample}
        onChoose={onChoose}
      />
      {subject && (
        <>
          <div class="subject" id="subject" aria-live="polite">
            {model.shape && (
              <PixelImage
                uri={sampleImage(subject.features, model.shape)}
                alt={`The input: ${subject.name}`}
                className="subject-image"
              />
            )}
            <div>
              <h3>{subject.name}</h3>
              <p>
                {subject.label === undefined ? (
                  'True class unknown'
                ) : (
                  <>
                    True class: <b>{className(model.data, subject.label)}</b>
                  </>
                )}
              </p>
              {subject.sample !== undefined && (
                <p class="note" data-names>
                  {otherNames(model.data, subject.sample)}
                </p>
              )}
              {model.shape === undefined && <FeatureValues model={model} subject={subject} />}
            </div>
          </div>
          {shown.map((pageTree) => (
            <Decision
              key={pageTree.role}
              model={model}
              pageTree={pageTree}
              subject={subject}
              onShowNode={(node) => onShowNode(pageTree.role, node)}
            />
          ))}
        </>
      )}
    </section>
  );
}
