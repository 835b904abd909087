import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/root.mjs';
import { run } from '../setup/run.mjs';

/** What is checked at the root, once for all packages: form, layers, and the tests of these scripts. */
export async function checkRoot() {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  return [
    await check('format and lint', [biome, 'check', '--error-on-warnings', '--no-errors-on-unmatched', '.']),
    await check('layers', [join(root, 'scripts/layers/check-layers.mjs')]),
    await check('tests of access', [join(root, 'scripts/access-tests.mjs'), '--check']),
    await testScripts(),
  ];
}

/** What can only be told of packages that are built: that every requirement has its proof, and docs/requirements.md says so. */
export async function checkRequirements() {
  return check('requirements', [join(root, 'scripts/requirements-table.mjs'), '--check']);
}

async function check(title, args) {
  const { code, output } = await run(process.execPath, args, { quiet: true });
  if (code === 0) return { title, passed: 1, failed: 0 };
  console.error(output);
  return { title, passed: 0, failed: 1, note: `exit code ${code}` };
}

/** Each test file is named: what `node --test <folder>` does differs between the versions of Node.js that we support. */
async function testScripts() {
  const files = readdirSync(join(root, 'scripts'), { recursive: true })
    .filter((file) => file.endsWith('.test.mjs'))
    .map((file) => join(root, 'scripts', file));
  const { code, output } = await run(process.execPath, ['--test', '--test-reporter=tap', ...files], { quiet: true });
  const [passed, failed, skipped] = ['pass', 'fail', 'skipped'].map((name) => readTotal(output, name));
  if (code !== 0) console.error(output);
  return { title: 'scripts', passed, failed: code !== 0 ? Math.max(failed, 1) : failed, skipped };
}

/** TAP ends with one line for each total. */
function readTotal(output, name) {
  return Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
}
