import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

import packagedChromium from '@sparticuz/chromium';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** Where Debian and its relatives install their Chromium, the second choice. */
const systemChromium = '/usr/bin/chromium';
const launchAttempts = 20;

/** Starts the headless Chromium of the npm package; where that cannot run, the system's. */
export async function launchBrowser(): Promise<Browser> {
  const launch = async (executablePath: string) =>
    chromium.launch({ executablePath, args: ['--no-sandbox'] });
  // The package unpacks itself on first use; test files that run side by side may meet a half-written file.
  let failure: unknown;
  for (let attempt = 0; attempt < launchAttempts; attempt++) {
    try {
      return await launch(await packagedChromium.executablePath());
    } catch (error) {
      failure = error;
      if (existsSync(systemChromium)) return launch(systemChromium);
      await wait(1000);
    }
  }
  throw new Error('No Chromium starts: neither that of @sparticuz/chromium nor /usr/bin/chromium', {
    cause: failure,
  });
}

/** A page without network, and everything that it complained about or asked for. */
export interface WatchedPage {
  readonly page: Page;
  /** Console errors and warnings, uncaught errors, violations of the content security policy, dialogs. */
  readonly complaints: string[];
  /** Requests other than for the file itself and for data that the page carries. */
  readonly requests: string[];
}

/** Opens a file without network access and waits until the report has drawn itself. */
export async function openReport(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ offline: true, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const asked = request.url();
    if (asked !== url && !asked.startsWith('data:') && !asked.startsWith('blob:')) requests.push(asked);
  });
  await page.goto(url);
  await page.locator('footer').waitFor();
  return { page, complaints, requests };
}
