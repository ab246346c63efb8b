import { describe, expect, test } from '@jest/globals';
import picocolors from 'picocolors';
import { formatBar, ProgressBars } from '../../src/cli/progress/progress-bars.js';
import { ProgressLines } from '../../src/cli/progress/progress-lines.js';
import { MemoryStream } from './memory-io.js';

const plain = picocolors.createColors(false);
const metrics = {
  epoch: 3,
  loss: 0.31234,
  validationAccuracy: 0.951,
  validationMixtureAccuracy: 0.959,
  learningRate: 0.01,
  seconds: 1.26,
};

describe('plain progress', () => {
  test('writes one line per epoch and one per phase, in columns', () => {
    const lines: string[] = [];
    const progress = new ProgressLines((line) => lines.push(line));
    const teacherMetrics = {
      epoch: 3,
      loss: 0.31234,
      validationAccuracy: 0.951,
      learningRate: 0.01,
      seconds: 1.26,
    };
    progress.epochEnded('teacher', teacherMetrics, 8);
    progress.phaseEnded('teacher', 75);
    progress.epochEnded('distilled', metrics, 20);
    expect(lines).toEqual([
      'Teacher         epoch 3 of 8  loss 0.3123  validation 95.10 %  1.3 s',
      'Teacher         done in 1 min 15 s',
      'Distilled tree  epoch  3 of 20  loss 0.3123  validation 95.10 % max path, 95.90 % mixture  1.3 s',
    ]);
  });
});

describe('one bar', () => {
  const running = { phase: 'distilled', loss: 0.31234, epoch: { metrics, total: 20 } } as const;

  test('shows epoch, loss, validation accuracy and time left', () => {
    expect(formatBar({ progress: 0.5, eta: 75 }, running, 140, plain)).toBe(
      'Distilled tree  ████████████░░░░░░░░░░░░   50 %  epoch  3 of 20  loss 0.3123  ' +
        'validation 95.10 % max path, 95.90 % mixture  1 min 15 s left',
    );
  });

  test.each([40, 60, 80, 100, 120])(
    'fits a terminal of %i columns and always keeps the time left',
    (columns) => {
      const line = formatBar({ progress: 0.5, eta: 75 }, running, columns, plain);
      expect(line).toMatch(/1 min 15 s left$/);
      if (columns >= 60) expect(line.length).toBeLessThan(columns);
      if (columns >= 80) expect(line).toMatch(/loss 0\.3123 {2}validation 95\.10 %/);
    },
  );

  test('rounds the time left, which is a guess, to seconds', () => {
    expect(formatBar({ progress: 0.5, eta: 12.4 }, running, 60, plain)).toMatch(/ {2}12 s left$/);
  });

  test('shows how long an ended phase took', () => {
    const ended = { ...running, seconds: 32 };
    expect(formatBar({ progress: 1, eta: 0 }, ended, 60, plain)).toMatch(
      /^Distilled tree {2}█+ {2}100 % .* 32\.0 s$/,
    );
  });

  test('is honest before the pace is known', () => {
    const line = formatBar({ progress: 0, eta: Infinity }, { phase: 'teacher' }, 80, plain);
    expect(line).toMatch(/0 % {2}time left unknown$/);
  });
});

test('bars on a terminal end complete, give the cursor back, and stay silent once closed', () => {
  const stream = new MemoryStream(100);
  const bars = new ProgressBars(stream, plain);
  bars.phaseStarted('baseline', 10);
  bars.stepsDone('baseline', 5, 0.5);
  bars.epochEnded('baseline', metrics, 3);
  bars.phaseEnded('baseline', 2);
  bars.close();
  expect(stream.text).toContain('Baseline tree');
  expect(stream.text).toContain('100 %');
  expect(stream.text.endsWith('\n')).toBe(true);
  expect(stream.text.lastIndexOf('\u001b[?25h')).toBeGreaterThan(stream.text.lastIndexOf('\u001b[?25l'));
  const written = stream.text.length;
  bars.phaseStarted('distilled', 10);
  bars.stepsDone('distilled', 5, 0.5);
  bars.close();
  expect(stream.text).toHaveLength(written);
});
