#!/usr/bin/env node
import { format } from 'node:util';
import { runCommandLine } from './command-line.js';
import { stopSignals, type StopSignal } from './exit-codes.js';
import { printableLines } from './printable-text.js';
import { StandardOutput } from './standard-output.js';

const verbose = process.argv.includes('--verbose');

// Libraries greet and warn through the console (TensorFlow.js does both when it starts in Node). Stdout belongs to
// results, and stderr to what the user can act upon, so the rest shows with --verbose alone.
for (const method of ['log', 'info', 'debug', 'warn'] as const) {
  console[method] = (...values: unknown[]) => {
    if (verbose) process.stderr.write(`${printableLines(format(...values))}\n`);
  };
}

const interruption = new AbortController();
// Nobody has to read progress: where stderr is closed or full, the work goes on without it.
process.stderr.on('error', () => undefined);
for (const name of Object.keys(stopSignals) as StopSignal[]) {
  process.on(name, () => {
    if (interruption.signal.aborted) process.exit(stopSignals[name]);
    interruption.abort(name); // closes the progress bars, so that the line below stands alone
    const again = name === 'SIGINT' ? 'Ctrl-C' : name;
    process.stderr.write(`\nStopping after this step; ${again} again stops at once.\n`);
  });
}

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: new StandardOutput(process.stdout, (lost) => interruption.abort(lost)),
  stderr: process.stderr,
  environment: process.env,
  signal: interruption.signal,
});
