const { TestEnvironment } = require('jest-environment-node');

const sharedTypes = [
  'ArrayBuffer',
  'SharedArrayBuffer',
  'Float32Array',
  'Float64Array',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Uint16Array',
  'Uint32Array',
  'BigInt64Array',
  'BigUint64Array',
];

/**
 * Jest runs tests in a vm realm whose typed arrays are not the ones that native addons (onnxruntime) check against.
 * This environment hands the outer realm's typed arrays to the tests.
 */
module.exports = class OuterRealmEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of sharedTypes) this.global[name] = globalThis[name];
  }
};
