import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { respondText } from './respond.ts';

const PAGE = fileURLToPath(new URL('../page/', import.meta.url));
const { resolve } = createRequire(import.meta.url);

/** The page's only libraries, served as the packages ship them. */
const VENDOR: Readonly<Record<string, () => string>> = {
  '/vendor/marked.js': () => join(resolve('marked'), '..', 'marked.esm.js'),
  '/vendor/purify.js': () => join(resolve('dompurify'), '..', 'purify.es.mjs'),
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.ts': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
};

const MISSING: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

/** Serves the page: its files as they are, TypeScript with its types stripped, so that there is no build. */
export async function servePage(path: string, response: ServerResponse): Promise<void> {
  const file = fileOf(path);
  const type = file === undefined ? undefined : TYPES[extname(file)];
  const content = file === undefined || type === undefined ? undefined : await read(file);
  if (file === undefined || type === undefined || content === undefined) {
    respondText(response, 404, 'There is nothing here.');
    return;
  }
  const body = extname(file) === '.ts' ? stripTypeScriptTypes(content) : content;
  response.writeHead(200, {
    'content-type': type,
    'cache-control': 'no-cache',
    'content-security-policy': policy(extname(file) === '.html' ? inlineHashes(body) : []),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  });
  response.end(body);
}

/** The file for the path, or undefined where the path leads out of the page's folder. */
function fileOf(path: string): string | undefined {
  const vendor = VENDOR[path];
  if (vendor !== undefined) return vendor();
  // Channels and threads have addresses of their own; the page finds its way by them.
  const wanted = extname(path) === '' ? 'index.html' : path.slice(1);
  const file = normalize(join(PAGE, wanted));
  return /^[\w./-]+$/.test(wanted) && file.startsWith(PAGE) ? file : undefined;
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && MISSING.has(error.code)) return undefined;
    throw error;
  }
}

/** Nothing but our own files runs; an inline import map is allowed by its hash alone. */
function policy(hashes: readonly string[]): string {
  return [
    "default-src 'none'",
    ["script-src 'self'", ...hashes.map((hash) => `'sha256-${hash}'`)].join(' '),
    "style-src 'self'",
    "img-src 'self' data: https:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function inlineHashes(html: string): string[] {
  return [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, script = '']) =>
    createHash('sha256').update(script).digest('base64'),
  );
}
