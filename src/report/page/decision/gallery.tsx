import { useState } from 'preact/hooks';

import type { GalleryName, TreeRole } from '../../report-data.js';
import type { PageModel } from '../model.js';
import { SampleStrip } from '../sample-strip.js';
import { Choice } from '../tabs.js';
import { roleNames } from '../text.js';
import { RowSearch } from './row-search.js';

const galleryTexts: Readonly<Record<GalleryName, string>> = {
  correct: 'Correct',
  wrong: 'Wrong',
  leastSure: 'Least sure',
  disagreeing: 'Teacher disagrees',
};

/** Samples to choose from, by how one of the trees did on them. */
export function Gallery({
  model,
  role,
  chosen,
  onChoose,
}: {
  readonly model: PageModel;
  /** Tree whose answers sort the samples. */
  readonly role: TreeRole;
  readonly chosen: number | undefined;
  readonly onChoose: (sample: number) => void;
}) {
  const report = (model.trees.find((tree) => tree.role === role) ?? model.trees[0])?.report;
  const [name, setName] = useState<GalleryName>('correct');
  if (report === undefined) return null;
  const hasTeacher = model.data.samples.teacherProbabilities !== undefined;
  const options = (Object.keys(galleryTexts) as GalleryName[])
    .filter((value) => value !== 'disagreeing' || hasTeacher)
    .map((value) => ({ value, text: galleryTexts[value] }));
  return (
    <div class="gallery">
      <div class="toolbar">
        <Choice
          name="gallery"
          label={`Test rows by the answer of the ${roleNames[role]}`}
          options={options}
          value={name}
          onChange={setName}
        />
        <RowSearch model={model} onChoose={onChoose} />
      </div>
      <div class="gallery-scroll" role="region" aria-label={`Gallery: ${galleryTexts[name]}`}>
        <SampleStrip
          model={model}
          samples={report.gallery[name]}
          chosen={chosen}
          label={galleryTexts[name]}
          answer={(sample) => report.answers.maxPath[sample]}
          onChoose={onChoose}
        />
      </div>
    </div>
  );
}
