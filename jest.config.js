import process from 'node:process';

// Jest gives tests a copy of the environment, so that the switch of src/engine/onnxruntime.ts does not reach the library in its processes.
process.env.ORT_DISABLE_TELEMETRY = '1';

/** @type {import('jest').Config} */
export default {
  testEnvironment: './tests/support/outer-realm-environment.cjs',
  roots: ['<rootDir>/tests'],
  setupFiles: ['<rootDir>/tests/support/fixed-seeds.ts'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }],
  },
  maxWorkers: '100%',
  testTimeout: 120_000,
};
