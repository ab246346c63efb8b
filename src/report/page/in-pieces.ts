import { useEffect, useState } from 'preact/hooks';

import type { SearchInPieces } from '../../explain/search-in-pieces.js';

/** Milliseconds that a search keeps the page at most before it lets clicks, keys and drawing go first. */
const atOnce = 8;
/** Milliseconds after which work begins where the page draws no frame, as one in the background. */
const withoutFrame = 200;

/**
 * Works a search off bit by bit, once what the page shows now is drawn.
 *
 * @returns stops it
 */
export function workOff<Found>(search: SearchInPieces<Found>, done: (found: Found) => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const work = (): void => {
    const start = performance.now();
    do {
      const step = search.next();
      if (step.done === true) {
        done(step.value);
        return;
      }
    } while (performance.now() - start < atOnce);
    timer = setTimeout(work);
  };
  const stop = afterDrawing(work);
  return () => {
    stop();
    clearTimeout(timer);
  };
}

/**
 * Calls back once after the next frame is drawn.
 *
 * @returns takes it back
 */
export function afterDrawing(then: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const once = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    then();
  };
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    timer = setTimeout(once);
  });
  timer = setTimeout(once, withoutFrame);
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

/**
 * What a search finds, as soon as it is there; a search for other inputs takes the place of one that is not done.
 *
 * @param inputs all that the search depends on
 */
export function useSearch<Found>(
  search: () => SearchInPieces<Found>,
  inputs: readonly unknown[],
): { readonly found: Found } | undefined {
  const [result, setResult] = useState<{ readonly of: readonly unknown[]; readonly found: Found }>();
  useEffect(() => workOff(search(), (found) => setResult({ of: inputs, found })), inputs);
  return result?.of.every((input, index) => input === inputs[index]) ? result : undefined;
}

/** A value, or the former one until the page has drawn what else depends on it; for parts that take long. */
export function useAfterDrawing<Value extends object>(value: Value): Value {
  const [drawn, setDrawn] = useState(value);
  useEffect(() => (drawn === value ? undefined : afterDrawing(() => setDrawn(value))), [drawn, value]);
  return drawn;
}
