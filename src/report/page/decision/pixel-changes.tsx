import { pixelSearch } from '../../../explain/pixel-change.js';
import { pixelChangeText } from '../../../render/gate-sentences.js';
import { sampleImage } from '../../../render/pixel-image.js';
import type { SoftDecisionTree } from '../../../tree/soft-decision-tree.js';
import { PixelImage } from '../image.js';
import { useSearch } from '../in-pieces.js';
import type { PageModel } from '../model.js';
import { className } from '../text.js';

/** The fewest pixels found that give another answer; looked for after the decision itself is shown, for that takes longer. */
export function PixelChanges({
  model,
  tree,
  features,
}: {
  readonly model: PageModel;
  readonly tree: SoftDecisionTree;
  readonly features: Float32Array;
}) {
  const { shape, data } = model;
  const channels = shape?.channels ?? 1;
  const search = useSearch(() => pixelSearch(tree, features, { channels }), [tree, features, channels]);
  if (shape === undefined) return null;
  const isFound = search !== undefined;
  const change = search?.found;
  return (
    <>
      <h4>What would change the answer of the max path</h4>
      <div class="pixel-changes" aria-live="polite">
        {!isFound && <p>Looking ...</p>}
        {isFound && change === undefined && (
          <p>Nothing was found: no change of up to a quarter of the pixels.</p>
        )}
        {change && (
          <>
            <p data-change>
              {pixelChangeText(change, shape, (index) => className(data, index))} (the fewest that were
              found).
            </p>
            <div
              class="changed-image"
              style={{ '--columns': String(shape.width), '--rows': String(shape.height) }}
            >
              <PixelImage
                uri={sampleImage(change.features, shape)}
                alt={`The input with ${change.pixels.length} changed pixels, framed`}
              />
              {change.pixels.map((pixel) => (
                <span
                  key={pixel}
                  aria-hidden="true"
                  style={{
                    '--column': String(pixel % shape.width),
                    '--row': String(Math.floor(pixel / shape.width)),
                  }}
                />
              ))}
            </div>
          </>
        )}
      </div>
    </>
  );
}
