import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';

import type { SearchInPieces } from '../../../src/explain/search-in-pieces.js';
import { workOff } from '../../../src/report/page/in-pieces.js';

/** Frames that wait to be drawn, in a page where nobody draws but the test. */
let frames: (() => void)[];
/** Its clock, in milliseconds. */
let now: number;

beforeEach(() => {
  frames = [];
  now = 0;
  jest.useFakeTimers();
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  Object.assign(globalThis, {
    requestAnimationFrame: (frame: () => void) => frames.push(frame),
    cancelAnimationFrame: (place: number) => frames.splice(place - 1, 1, () => undefined),
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
  for (const name of ['requestAnimationFrame', 'cancelAnimationFrame'])
    Reflect.deleteProperty(globalThis, name);
});

/** Pieces that take 5 ms each. */
function* slow(pieces: number, worked: number[]): SearchInPieces<string> {
  for (let piece = 0; piece < pieces; piece++) {
    worked.push(piece);
    now += 5;
    yield;
  }
  return 'found';
}
test('a search waits for the frame, then works on in pieces, and others come between them', () => {
  const worked: number[] = [];
  const found: string[] = [];
  workOff(slow(5, worked), (what) => found.push(what));
  jest.advanceTimersByTime(50);
  expect(worked).toEqual([]);
  for (const frame of frames) frame();
  expect(worked).toEqual([]);
  jest.advanceTimersToNextTimer();
  expect(worked).toEqual([0, 1]);
  jest.advanceTimersToNextTimer();
  expect(worked).toEqual([0, 1, 2, 3]);
  expect(found).toEqual([]);
  jest.runAllTimers();
  expect(found).toEqual(['found']);
});

test('a search begins without a frame, too, and stops where it is when it is not wanted any more', () => {
  const worked: number[] = [];
  const found: string[] = [];
  const stop = workOff(slow(5, worked), (what) => found.push(what));
  jest.advanceTimersByTime(200);
  expect(worked).toEqual([0, 1]);
  stop();
  jest.runAllTimers();
  expect(worked).toEqual([0, 1]);
  expect(found).toEqual([]);
});
