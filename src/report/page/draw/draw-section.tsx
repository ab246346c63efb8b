import { useMemo, useState } from 'preact/hooks';

import { explain } from '../../../tree/explanation.js';
import { sampleImage } from '../../../render/pixel-image.js';
import { PixelImage } from '../image.js';
import { LiveAnswer } from '../live-answer.js';
import type { PageModel } from '../model.js';
import type { Subject } from '../subject.js';
import { DrawingPad } from './drawing-pad.js';
import { rasterizeStrokes, type Stroke } from './strokes.js';

/** A pad to draw on; the trees answer while one draws, in the page itself. */
export function DrawSection({
  model,
  onFollow,
}: {
  readonly model: PageModel;
  readonly onFollow: (subject: Subject) => void;
}) {
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);
  const size = model.shape?.width ?? 28;
  const features = useMemo(() => rasterizeStrokes(strokes, size), [strokes, size]);
  const isEmpty = strokes.length === 0;
  return (
    <section id="draw" aria-labelledby="draw-title">
      <h2 id="draw-title">Draw one yourself</h2>
      <p class="lead">
        What you draw is scaled and centered as MNIST’s digits were; the trees answer live, with the library’s
        own code inside this page.
      </p>
      <div class="draw">
        <div class="pad">
          <DrawingPad strokes={strokes} onChange={setStrokes} />
          <div class="toolbar">
            <button type="button" disabled={isEmpty} onClick={() => setStrokes(strokes.slice(0, -1))}>
              Undo
            </button>
            <button type="button" disabled={isEmpty} onClick={() => setStrokes([])}>
              Clear
            </button>
            <button
              type="button"
              class="primary"
              disabled={isEmpty}
              onClick={() => onFollow({ name: 'your drawing', features })}
            >
              Follow this drawing
            </button>
          </div>
        </div>
        <figure class="seen">
          {model.shape && (
            <PixelImage
              uri={sampleImage(features, model.shape)}
              alt="What the trees see"
              className="seen-image"
            />
          )}
          <figcaption>what the trees see</figcaption>
        </figure>
        <div class="live" aria-live="polite">
          {[...model.trees].reverse().map((pageTree) => (
            <LiveAnswer
              key={pageTree.role}
              model={model}
              pageTree={pageTree}
              explanation={isEmpty ? undefined : explain(pageTree.tree, features)}
              input="the drawing"
            />
          ))}
        </div>
      </div>
    </section>
  );
}
