import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommandLine } from '../../src/cli/command-line.js';
import { memoryIo } from './memory-io.js';

const tree = fileURLToPath(new URL('../../trees/mnist/distilled.json', import.meta.url));
const cases = fileURLToPath(new URL('../cases', import.meta.url));

async function explained(image: string, ...options: readonly string[]) {
  const io = memoryIo();
  const argv = ['explain', tree, '--input', join(cases, image), '--json', ...options];
  const code = await runCommandLine(argv, io);
  const answer: unknown = code === 0 ? JSON.parse(io.stdout.text) : undefined;
  return { code, answer, log: io.stderr.text };
}

const seven = { mixture: { name: '7' }, maxPath: { name: '7' } };

test('a black digit on transparent ground: blank on the ground of MNIST, and what to do is said', async () => {
  const blank = await explained('mnist-digit7-black-on-transparent.png');
  expect(blank.code).toBe(1);
  expect(blank.log).toMatch(/transparent\.png: all pixels are alike, .*; try --background white --invert\n$/);
  const { code, answer, log } = await explained(
    'mnist-digit7-black-on-transparent.png',
    '--background',
    'white',
    '--invert',
  );
  expect(code).toBe(0);
  expect(answer).toMatchObject(seven);
  expect(log).toMatch(/brightness 255 of 255 is behind its transparent pixels/);
});

test('a black digit on white: a hint, which leads to the answer', async () => {
  const { code, log } = await explained('mnist-digit7-black-on-white.png');
  expect(code).toBe(0);
  expect(log).toMatch(/the border is brighter than the middle, but darker in the training images: --invert/);
  const inverted = await explained('mnist-digit7-black-on-white.png', '--invert');
  expect(inverted.answer).toMatchObject(seven);
  expect(inverted.log).toBe('');
});

test.each([
  [['--background', 'gray'], '--background must be black, white or a number from 0 to 255, found "gray"'],
  [['--image-size', '28'], '--image-size must be height x width as in 28x28, found "28"'],
  [['--image-size', '8x8'], 'must be 28 x 28 pixels, found an image of 8 x 8 pixels'],
])('%j is refused', async (options, message) => {
  const { code, log } = await explained('mnist-digit7-black-on-white.png', ...options);
  expect(code).not.toBe(0);
  expect(log).toContain(message);
});

test('sdt predict answers for a folder of images, and names them', async () => {
  const io = memoryIo();
  const argv = ['predict', tree, '--data', join(cases), '--invert', '--background', 'white'];
  expect(await runCommandLine(argv, io)).toBe(0);
  const [header, ...answers] = io.stdout.text.trimEnd().split('\n');
  expect(header).toMatch(/^row,image,class,leaf,/);
  const sevens = answers.filter((line) => line.includes('mnist-digit7'));
  expect(sevens).toHaveLength(2);
  for (const line of sevens) expect(line).toMatch(/\.png,7,/);
  const kept = memoryIo();
  expect(await runCommandLine([...argv, '--keep', 'id'], kept)).toBe(2);
  expect(kept.stderr.text).toContain('--keep is for columns of a table');
});
