import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { checkLayers } from './check-layers.mjs';

describe('checkLayers', () => {
  let root = '';

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'layers-'));
    write('packages/core/package.json', manifest('core', {}));
    write('packages/core/src/index.ts', "export { a } from './a.js';\nimport { createHash } from 'node:crypto';\n");
    write('packages/storage/package.json', manifest('storage', { dependencies: { '@lading/core': '1', pg: '1' } }));
    write('packages/server/package.json', {
      ...manifest('server', { dependencies: { '@lading/core': '1' }, devDependencies: { '@lading/storage': '1' } }),
      exports: { '.': './index.js', './testing': './testing.js', './parts/*': './parts/*.js' },
    });
    write('apps/registry/package.json', manifest('registry', { dependencies: { '@lading/server': '1' } }));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function write(path, content) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  }

  function manifest(name, fields) {
    return { name: `@lading/${name}`, exports: { '.': './index.js', './package.json': './package.json' }, ...fields };
  }

  it('has nothing to say of a tree that keeps to the layers', () => {
    write('packages/server/src/a.ts', "import { Digest } from '@lading/core';\nimport './b.js';\n");
    write(
      'packages/server/test/a.test.ts',
      "import {\n  memory,\n} from '@lading/storage';\nimport '@lading/server';\n",
    );
    write('packages/server/test/b.test.ts', "import { readme } from '../../../readme-examples.mjs';\n");
    write(
      'apps/registry/src/main.ts',
      "import { x } from '@lading/server/testing';\nimport '@lading/server/parts/y';\n",
    );
    write(
      'packages/storage/src/c.ts',
      "// import 'left-pad'\n/** import('left-pad') */\nconst text = \"import('left-pad')\";\nimport 'pg';\n",
    );
    assert.deepEqual(checkLayers(root).faults, []);
  });

  it('names an import of a package of another layer', () => {
    write('packages/server/src/deep/a.ts', "export * from '@lading/storage';\n");
    assert.deepEqual(checkLayers(root).faults, [
      'packages/server/src/deep/a.ts imports @lading/storage: it may use only @lading/core',
    ]);
  });

  it('names a dependency on another layer that no file imports', () => {
    write('packages/storage/package.json', manifest('storage', { peerDependencies: { '@lading/server': '1' } }));
    assert.deepEqual(checkLayers(root).faults, [
      '@lading/storage depends on @lading/server: it may use only @lading/core',
    ]);
  });

  it('lets a command start another app', () => {
    write('apps/cli/package.json', manifest('cli', { dependencies: { '@lading/registry': '1' } }));
    assert.deepEqual(checkLayers(root).faults, []);
  });

  it('lets core depend on nothing, and on no package of ours even for tests', () => {
    write(
      'packages/core/package.json',
      manifest('core', { dependencies: { zod: '1' }, devDependencies: { '@lading/storage': '1', jest: '1' } }),
    );
    assert.deepEqual(checkLayers(root).faults, [
      '@lading/core depends on zod: core depends on nothing',
      '@lading/core depends on @lading/storage: core depends on nothing',
    ]);
  });

  it('names a path that a package does not export, in sources and in tests', () => {
    write('apps/registry/src/main.ts', "const a = await import('@lading/server/dist/a.js');\n");
    write('packages/server/test/a.test.ts', "import '@lading/storage/src/a.js';\n");
    assert.deepEqual(checkLayers(root).faults, [
      'packages/server/test/a.test.ts imports @lading/storage/src/a.js: a path that its package does not export',
      'apps/registry/src/main.ts imports @lading/server/dist/a.js: a path that its package does not export',
    ]);
  });

  it('names a relative path that leaves the package', () => {
    write('packages/server/src/a.ts', "import type { A } from '../../core/src/a.js';\n");
    write('packages/server/test/a.test.ts', "import '../../storage/src/a.js';\n");
    assert.deepEqual(checkLayers(root).faults, [
      'packages/server/src/a.ts imports ../../core/src/a.js: a relative path that leaves the package',
      'packages/server/test/a.test.ts imports ../../storage/src/a.js: a relative path that leaves the package',
    ]);
  });

  it('names a module that package.json does not declare', () => {
    write('packages/server/package.json', manifest('server', { devDependencies: { fastify: '5' } }));
    write(
      'packages/server/src/a.ts',
      "import type { F } from 'fastify';\nimport g from '@nestjs/common/decorators';\n",
    );
    write('packages/server/test/a.test.ts', "import 'fastify';\nimport 'rxjs/operators';\n");
    assert.deepEqual(checkLayers(root).faults, [
      'packages/server/src/a.ts imports fastify: not among the dependencies or peerDependencies of package.json',
      'packages/server/src/a.ts imports @nestjs/common/decorators: not among the dependencies or peerDependencies of package.json',
      'packages/server/test/a.test.ts imports rxjs/operators: not in package.json',
    ]);
  });

  it('reads imports of types, of values that are computed later, and exports', () => {
    write('packages/server/src/a.ts', "type A = import('x').A;\nconst b = import('y');\nexport { c } from 'z';\n");
    assert.deepEqual(
      checkLayers(root).faults.map((fault) => fault.split(':')[0]),
      ['z', 'x', 'y'].map((name) => `packages/server/src/a.ts imports ${name}`),
    );
  });

  it('lets the server use the engine, and the console no package', () => {
    write('packages/engine/package.json', manifest('engine', { dependencies: { '@lading/core': '1' } }));
    write('packages/server/package.json', manifest('server', { dependencies: { '@lading/engine': '1' } }));
    write('apps/console/package.json', manifest('console', { dependencies: { '@lading/core': '1' } }));
    assert.deepEqual(checkLayers(root).faults, [
      '@lading/console depends on @lading/core: it may use no other package',
    ]);
  });

  it('names the files that import one another', () => {
    write('packages/server/src/a.ts', "import './b.js';\n");
    write('packages/server/src/b.ts', "import type { C } from './c.js';\n");
    write('packages/server/src/c.ts', "export * from './a.js';\n");
    assert.deepEqual(checkLayers(root), {
      files: 1,
      folders: 0,
      faults: ['packages/server/src/a.ts ↔ packages/server/src/b.ts ↔ packages/server/src/c.ts: an import cycle'],
    });
  });

  it('names the folders that import one another, at the level where they part', () => {
    write('packages/server/src/x/deep/a.ts', "import '../../y/b.js';\n");
    write('packages/server/src/x/d.ts', '');
    write('packages/server/src/y/c.ts', "import '../x/d.js';\n");
    write('packages/server/src/y/b.ts', '');
    assert.deepEqual(checkLayers(root), {
      files: 0,
      folders: 1,
      faults: ['packages/server/src/x ↔ packages/server/src/y: an import cycle'],
    });
  });

  it('names a folder that uses the file beside it by which it is used', () => {
    write('packages/server/src/a.ts', "import './x/b.js';\n");
    write('packages/server/src/x/b.ts', '');
    write('packages/server/src/x/c.ts', "import '../a.js';\n");
    assert.deepEqual(checkLayers(root).faults, ['packages/server/src/a.ts ↔ packages/server/src/x: an import cycle']);
  });

  it('names what only the server may say of HTTP', () => {
    write('packages/server/src/a.ts', "export const answer = { status: 404, headers: { 'retry-after': '5' } };\n");
    write(
      'packages/core/src/a.ts',
      "import 'node:http';\nexport const answer = { status: 404, headers: { 'retry-after': '5' }, path: '/v2/' };\n",
    );
    assert.deepEqual(checkLayers(root).faults, [
      `packages/core/src/a.ts ${[
        'imports node:http',
        'has the status 404',
        'has the property headers',
        'says "retry-after"',
        'says "/v2/"',
      ].join(', ')}: only server and management know HTTP`,
    ]);
  });
});
