import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const EXECUTABLE = PLACES.find((place) => existsSync(place));

/** Appended to the name of every skipped suite, so that the report says why. */
export const NEEDS = EXECUTABLE ? '' : ` (skipped: no Chromium at ${PLACES.join(', ')})`;

/** It runs as any user, root included, and asks nobody on the network for anything. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    ...(EXECUTABLE ? { executablePath: EXECUTABLE } : {}),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}
