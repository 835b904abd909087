// The transformer of jest under run-sources.mjs: it changes one source on the way to @swc/jest. No file is touched.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cwd, env } from 'node:process';
import { root } from '../setup/root.mjs';
import { sourceMutations } from './source-mutations.mjs';

const mutation = sourceMutations[Number(env.MUTATION)];
const changedFile = mutation && join(root, 'packages', mutation.file);
const { createTransformer } = createRequire(join(cwd(), 'package.json'))('@swc/jest');

export default {
  createTransformer(options) {
    const transformer = createTransformer(options);
    const { process, processAsync, getCacheKey } = transformer;
    // A changed source has another key, so all runs share the cached results of the unchanged sources.
    return {
      ...transformer,
      process: changed(process),
      processAsync: changed(processAsync),
      getCacheKey: changed(getCacheKey),
    };
  },
};

function changed(transform) {
  return (source, file, options) =>
    transform(file === changedFile ? source.replace(mutation.find, () => mutation.replace) : source, file, options);
}
