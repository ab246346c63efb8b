import { expect, test } from '@jest/globals';
import { deviceChoices } from '../../src/cli/common-options.js';
import { presetChoices } from '../../src/cli/training-session.js';
import { presetNames } from '../../src/distill/presets.js';
import { devices } from '../../src/engine/onnxruntime-session.js';

// The command line names these itself, so that its help does not load the libraries behind them.
test('the choices of --preset and --device are those of the library', () => {
  expect(presetChoices).toEqual(presetNames);
  expect(deviceChoices).toEqual(devices);
});
