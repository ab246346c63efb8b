import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { runCommandLine } from '../src/cli/command-line.js';
import { launchBrowser } from '../tests/support/browser.js';

/** Takes README's picture of a report, `docs/report.png`, after `npm run build:report`: of the penguins of `sdt examples`. */
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-picture-'));
const browser = await launchBrowser();
try {
  const io = { ...process, environment: process.env, signal: new AbortController().signal };
  const data = path.join(root, 'docs/examples/penguins.csv');
  const code = await runCommandLine(['run', data, '--preset', 'smoke', '--depth', '3', '--out', folder, '-q'], io);
  if (code !== 0) throw new Error(`sdt run ended with ${code}`);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, deviceScaleFactor: 1 });
  await page.goto(pathToFileURL(path.join(folder, 'reports/penguins/index.html')).href);
  await page.waitForSelector('#tree svg');
  const decision = page.locator('#decision');
  await decision.scrollIntoViewIfNeeded();
  const picture = await page.screenshot();
  await sharp(picture).png({ palette: true, colors: 128 }).toFile(path.join(root, 'docs/report.png'));
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
