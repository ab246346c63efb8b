// node scripts/embed-kernel.mjs FILE.wasm FILE.ts: a kernel as text in a module, for code that also runs in browsers.
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';

const [wasm, module] = process.argv.slice(2);
const code = readFileSync(wasm).toString('base64');
const text = `/** \`assembly/kernels.ts\` compiled by \`npm run build:kernels\`, in base64. */
export const kernelCode =
  '${code}';
`;
if (readFileSync(module, { encoding: 'utf8', flag: 'a+' }) !== text) writeFileSync(module, text);
