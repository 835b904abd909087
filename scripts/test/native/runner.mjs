import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';
import runInJest from 'jest-circus/runner';
import { findSourceMap } from './source-maps.mjs';

const require = createRequire(import.meta.url);
register('./typescript-hooks.mjs', import.meta.url);

/**
 * Runs a test file with jest-circus, but Node.js loads the modules, and not jest. Jest gives each test file a realm of its own and
 * loads every module into it again, which takes most of the time of most test files. Here all test files of a worker share their
 * modules. So a test that changes shared state must restore it; only the variables of the environment are restored here.
 */
export default async function run(globalConfig, config, environment, runtime, testPath, sendMessageToJest) {
  const { moduleMocker } = environment;
  globalThis.jest = { fn: moduleMocker.fn.bind(moduleMocker), spyOn: moduleMocker.spyOn.bind(moduleMocker) };
  const native = Object.assign(runtime, {
    requireInternalModule: requireAgain,
    requireModule: require,
    setGlobalsForRuntime() {},
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: (path) => import(pathToFileURL(path).href),
    enterTestCode() {},
    leaveTestCode() {},
  });
  runtime.getSourceMaps().get = findSourceMap;
  const variables = { ...process.env };
  try {
    return await runInJest.default(globalConfig, config, { global: globalThis }, native, testPath, sendMessageToJest);
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
    Object.assign(process.env, variables);
  }
}

/** Loads a module of jest-circus again, because its state belongs to one test file. */
function requireAgain(file) {
  delete require.cache[file];
  delete globalThis[Symbol.for('EVENT_HANDLERS')];
  return require(file);
}
