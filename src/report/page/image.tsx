import type { ImageShape } from '../../render/drawing.js';
import { sampleImage } from '../../render/pixel-image.js';
import type { PageModel } from './model.js';
import { sampleTag } from './sample-names.js';

const cache = new WeakMap<PageModel, Map<number, string>>();

function cachedImage(model: PageModel, shape: ImageShape, sample: number): string {
  const images = cache.get(model) ?? new Map<number, string>();
  cache.set(model, images);
  const known = images.get(sample) ?? sampleImage(model.features(sample), shape);
  images.set(sample, known);
  return known;
}

/** An image of pixels at a fixed size, never smoothed. */
export function PixelImage({ uri, alt, className = '' }: { uri: string; alt: string; className?: string }) {
  return <img class={`pixels ${className}`} src={uri} alt={alt} draggable={false} />;
}

/** A sample of the report as a small picture; for tables its name. */
export function SampleImage({ model, sample, alt }: { model: PageModel; sample: number; alt: string }) {
  if (model.shape === undefined) return <span class="row-number">{sampleTag(model.data, sample)}</span>;
  return <PixelImage uri={cachedImage(model, model.shape, sample)} alt={alt} />;
}
