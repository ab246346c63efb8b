import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { memoryIo } from '../tests/cli/memory-io.js';
import { runCommandLine } from '../src/cli/command-line.js';
import { launchBrowser, openReport } from '../tests/support/browser.js';

/** Takes README's picture of a report, `docs/report.png`, after `npm run build:report`: of the penguins of `sdt examples`. */
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-picture-'));
const browser = await launchBrowser();
try {
  const data = path.join(root, 'docs/examples/penguins.csv');
  const io = memoryIo();
  const code = await runCommandLine(['run', data, '--preset', 'smoke', '--depth', '3', '--out', folder], io);
  if (code !== 0) throw new Error(io.stderr.text);
  const report = pathToFileURL(path.join(folder, 'reports/penguins/index.html')).href;
  const { page, complaints } = await openReport(browser, report, { viewport: { width: 1280, height: 1000 } });
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  await page.evaluate("document.querySelector('#subject').scrollIntoView()");
  const picture = await page.screenshot();
  await sharp(picture).png({ palette: true, colors: 128 }).toFile(path.join(root, 'docs/report.png'));
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
