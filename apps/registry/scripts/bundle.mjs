// Bundles the program with its dependencies into program/. Node.js loads the bundle in a third of the time that it takes for the
// 2,300 files of dist/ and of the dependencies. dist/ stays for programs that import this package.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const app = fileURLToPath(new URL('..', import.meta.url));
const output = join(app, 'program');

/** Drivers and adapters that are not installed. NestJS and TypeORM load them only if they are configured. */
const leaveMissingPackages = {
  name: 'leave missing packages',
  setup({ onResolve, resolve: find }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...options }) => {
      if (pluginData === 'asked') return undefined;
      const found = await find(path, { ...options, pluginData: 'asked' });
      return found.errors.length > 0 ? { path, external: true } : found;
    });
  },
};

await rm(output, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: app,
  entryPoints: {
    main: 'dist/main.js',
    worker: 'dist/worker.js',
    // A file in chunks/ starts the thread that hashes passwords, and looks for it in its own folder.
    'chunks/hashing-worker': join(
      dirname(fileURLToPath(import.meta.resolve('@lading/access'))),
      'password/hashing-worker.js',
    ),
  },
  outdir: output,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // NestJS finds providers by class, and logs show the names of classes.
  keepNames: true,
  // `@lading/embedded-postgres` finds its binaries from its own folder, and pino may start threads from its own files.
  external: ['@lading/embedded-postgres', 'pino', 'pino-pretty'],
  plugins: [leaveMissingPackages],
  // CommonJS packages in the bundle call `require` for modules of Node.js.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  metafile: true,
  logLevel: 'warning',
});
await writeFile(join(output, 'LICENSES.txt'), await licencesOf(Object.keys(metafile.inputs)));

/** The licence of each package of others that the bundle contains. */
async function licencesOf(files) {
  const folders = new Set(files.map((file) => resolve(app, file).match(/^.+\/node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]));
  folders.delete(undefined);
  const texts = new Map();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const text = file === undefined ? '' : await readFile(join(folder, file), 'utf8');
    texts.set(`${name} ${version}`, `${name} ${version} (${license})\n\n${text.trim()}`.trim());
  }
  return `${[...texts.keys()]
    .sort()
    .map((key) => texts.get(key))
    .join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
