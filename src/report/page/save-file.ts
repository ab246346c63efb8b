import type { PageModel } from './model.js';

export function saveText(text: string, fileName: string, type: string): void {
  download(new Blob([text], { type }), fileName);
}

export function download(content: Blob, fileName: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = fileName;
  link.click();
  // The browser reads the blob after this call; a minute is ample.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A file name from the data set's, which may hold anything. */
export function fileStem(model: PageModel, role: string): string {
  return `${model.data.dataset.replace(/[^\w-]+/g, '_')}-${role}`;
}
