import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fuzz, type Outcome } from './campaign.js';
import { allReaders, readerNames } from './readers.js';

/*
 * The long run: `npm run fuzz -- --inputs 10000`. Every reader has a process of its own, so that one that crashes is a finding, too.
 * `--reader NAME` takes one alone, `--first N --inputs 1` an input that was found.
 */

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000' },
    first: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    reader: { type: 'string' },
  },
});

/** What a reader may take at most. */
const mostBytes = 2 ** 30;

interface Report extends Outcome {
  readonly bytes: number;
}

function inOwnProcess(reader: string): Promise<Report> {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), `--reader=${reader}`], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    let input = -1;
    let report: Report | undefined;
    child.on('message', (message: { readonly input: number } | { readonly report: Report }) => {
      if ('input' in message) input = message.input;
      else report = message.report;
    });
    void once(child, 'exit').then(([code, signal]) => {
      const text = `the process ended with ${String(code ?? signal)}`;
      const crash = { reader, input, kind: 'uncaught error', text } as const;
      resolve(report ?? { accepted: 0, refused: 0, findings: [crash], bytes: 0 });
    });
  });
}

async function child(name: string): Promise<void> {
  const [reader] = await allReaders(name);
  if (reader === undefined)
    throw new Error(`no reader is called ${name}; there are ${readerNames.join(', ')}`);
  let current = -1;
  const stray: Report['findings'][number][] = [];
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      stray.push({
        reader: name,
        input: current,
        kind: 'uncaught error',
        text: `${event}: ${String(error)}`,
      });
    });
  }
  const outcome = await fuzz(reader, {
    seed: Number(values.seed),
    first: Number(values.first),
    inputs: Number(values.inputs),
    onInput(input) {
      current = input;
      if (input % 20 === 0 || Number(values.inputs) < 20) process.send?.({ input });
    },
  });
  const bytes = process.resourceUsage().maxRSS * 1024;
  const message = { report: { ...outcome, findings: [...outcome.findings, ...stray], bytes } };
  // Before the message has gone the process must not end.
  await new Promise((resolve) => process.send?.(message, resolve));
  process.exit();
}

if (process.send !== undefined && values.reader !== undefined) await child(values.reader);
else {
  let isGood = true;
  for (const reader of values.reader === undefined ? readerNames : [values.reader]) {
    const start = performance.now();
    const { accepted, refused, findings, bytes } = await inOwnProcess(reader);
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    process.stdout.write(
      `${reader.padEnd(14)} ${accepted} accepted, ${refused} refused, ${findings.length} findings, ${Math.round(bytes / 2 ** 20)} MiB, ${seconds} s\n`,
    );
    for (const { input, kind, text } of findings.slice(0, 20))
      process.stdout.write(`  ${kind} (input ${input}): ${text}\n`);
    isGood &&= findings.length === 0 && bytes < mostBytes;
  }
  process.exitCode = isGood ? 0 : 1;
}
