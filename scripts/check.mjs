// `npm run check`: form, lint, layers and types, without the tests. Arguments go to turbo.
import './setup/require-node.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { runTurbo } from './setup/turbo.mjs';
import { checkRoot } from './test/root-checks.mjs';

await ensureInstalled();
const failed = (await checkRoot()).some((result) => result.failed > 0);
const { code } = await runTurbo(['run', 'typecheck', '--output-logs=errors-only', ...process.argv.slice(2)]);
process.exitCode = failed ? 1 : code;
