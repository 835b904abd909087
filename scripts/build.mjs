// `npm run build`: builds every package whose sources have changed. Arguments go to turbo.
import './setup/require-node.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { runTurbo } from './setup/turbo.mjs';

await ensureInstalled();
const { code } = await runTurbo(['run', 'build', ...process.argv.slice(2)]);
process.exitCode = code;
