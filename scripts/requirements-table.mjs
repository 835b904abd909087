// `node scripts/requirements-table.mjs` writes docs/requirements.md; with `--check` it fails where that page is stale, and
// either way where a requirement has neither a test nor a reason. Needs @lading/conformance built.
// The page of the tests of access control is written, or checked, too.
import './access-tests.mjs';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findTests } from './requirements/find-test-names.mjs';
import { findGaps, listProofs } from './requirements/list-proofs.mjs';
import { writeTable } from './requirements/write-table.mjs';
import { root } from './setup/root.mjs';

const page = join(root, 'docs/requirements.md');
const built = join(root, 'packages/conformance/dist/index.js');
if (!existsSync(built)) fail(['packages/conformance is not built']);

const { requirementGroups, registryCases, blobStoreCases, metadataStoreCases } = await import(
  pathToFileURL(built).href
);
const cases = [...registryCases, ...blobStoreCases, ...metadataStoreCases];
const tests = findTests(root);
const table = writeTable(listProofs(requirementGroups, cases, tests));
const gaps = findGaps(requirementGroups, cases, tests);

if (!process.argv.includes('--check')) writeFileSync(page, table);
else if (!existsSync(page) || readFileSync(page, 'utf8') !== table)
  gaps.push('docs/requirements.md is stale: run node scripts/requirements-table.mjs');
if (gaps.length > 0) fail(gaps);

function fail(reasons) {
  console.error(reasons.join('\n'));
  process.exit(1);
}
