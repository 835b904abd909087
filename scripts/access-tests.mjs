// `node scripts/access-tests.mjs` writes docs/access-tests.md; with `--check` it fails where that page is stale, and either
// way where a row has neither a test nor a reason.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProofs } from './access-tests/find-proofs.mjs';
import { groups } from './access-tests/rows.mjs';
import { findGaps, writePage } from './access-tests/write-page.mjs';
import { root } from './setup/root.mjs';

const page = join(root, 'docs/access-tests.md');
const proofs = findProofs(root);
const text = writePage(groups, proofs);
const gaps = findGaps(groups, proofs);

if (!process.argv.includes('--check')) writeFileSync(page, text);
else if (!existsSync(page) || readFileSync(page, 'utf8') !== text)
  gaps.push('docs/access-tests.md is stale: run node scripts/access-tests.mjs');
if (gaps.length > 0) {
  console.error(gaps.join('\n'));
  process.exit(1);
}
