import { expect, test } from '@jest/globals';
import { instantiateWasm } from '../src/wasm-instance.js';

test('a module that was not built is named, with the command that builds it', () => {
  const missing = new URL('missing.wasm', import.meta.url);
  const memory = new WebAssembly.Memory({ initial: 1 });
  expect(() => instantiateWasm(missing, memory)).toThrow(/missing\.wasm: build it with "npm run build"/);
});
