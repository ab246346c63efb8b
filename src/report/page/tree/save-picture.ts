import type { TreeDrawing } from '../../../render/drawing.js';
import { treeWeightScale } from '../../../render/gate-weights.js';
import type { Scene } from '../../../render/scene.js';
import { scenePage } from '../../../render/svg.js';
import { createInk, type Theme } from '../../../render/svg-markup.js';
import { download } from '../save-file.js';

/** Pixels of a saved PNG per pixel of the drawing, less for pictures that a browser could not hold. */
const pngScale = 2;
const greatestPngSide = 8000;

/** The drawing as it is open now, as a standalone SVG document with headline and legend, in the colors of the page. */
export function standaloneSvg(scene: Scene, drawing: TreeDrawing, title: string, theme: Theme): string {
  const brush = { drawing, ink: createInk(theme), filterScale: treeWeightScale(drawing) };
  return scenePage({ scene, brush, title, theme });
}

export function systemTheme(): Theme {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export async function savePng(svg: string, fileName: string): Promise<void> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const scale = Math.min(pngScale, greatestPngSide / Math.max(image.width, image.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (png) download(png, fileName);
  } finally {
    URL.revokeObjectURL(url);
  }
}
