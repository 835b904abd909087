// Measures what copies an image fastest: this project's command, crane or skopeo, from a registry to another one, into a layout
// and back into a registry. All of them copy the same image between the same servers, in turns.
//   node bench/copy.mjs [--server lading|distribution] [--size MEBIBYTES] [--layers N] [--rounds N] [--json FILE]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { distribution } from '../.ci/client-scenarios/peers.mjs';
import { imageManifestType, makeImage } from '../.ci/harness/image.mjs';
import { writeIndexLayout } from '../.ci/harness/oci-layout.mjs';
import { startRegistry } from '../.ci/harness/registry-process.mjs';
import { runCommand } from '../.ci/harness/run-command.mjs';
import { measureProcess } from './copy/measure-process.mjs';
import { directions, tools } from './copy/tools.mjs';
import { wakeMemory } from './memory.mjs';

const usual = { server: 'lading', size: '1024', layers: '20', rounds: '3' };
const options = Object.fromEntries([...Object.keys(usual), 'json'].map((name) => [name, { type: 'string' }]));
const { values } = parseArgs({ options });
const { server, size, layers, rounds, json } = { ...usual, ...values };
process.env.PATH = `${process.env.PATH}:${join(homedir(), 'go/bin')}`;

const root = mkdtempSync(join(tmpdir(), 'lading-bench-copy-'));
process.on('exit', () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
const env = { ...process.env, HOME: join(root, 'home'), XDG_RUNTIME_DIR: root };
mkdirSync(env.HOME);
const layout = join(root, 'layout');
makeLayout(layout);
const source = await start('source');
const from = `${source.host}/bench/image:1`;
await runCommand('crane', ['push', '--insecure', layout, from], { env });

const turns = [];
for (const direction of directions) {
  const able = tools.filter((tool) => direction in tool);
  for (let round = 0; round <= Number(rounds); round++)
    for (const index of able.keys()) {
      const tool = able[(round + index) % able.length];
      // A new target each time: skopeo remembers which repository has a blob, and mounts it from there.
      const target = direction.endsWith('Registry') ? await start('target') : undefined;
      const place = { layout, from, to: `${target?.host}/bench/copy:1`, folder: join(root, 'out') };
      await runCommand('sync', []);
      await wakeMemory(Number(size) * 1024 ** 2);
      const figures = await measureProcess(...tool[direction](place), { env });
      await target?.stop();
      for (const folder of [place.folder, join(root, 'target')]) rmSync(folder, { recursive: true, force: true });
      // The first round warms up.
      if (round > 0) turns.push({ direction, tool: tool.name, round, ...figures });
    }
}
await source.stop();
report();

function makeLayout(directory) {
  const layer = Math.ceil((Number(size) * 1024 ** 2) / Number(layers));
  const image = makeImage(
    'copy',
    Array.from({ length: Number(layers) }, () => layer),
  );
  const platform = { os: 'linux', architecture: 'amd64' };
  writeIndexLayout(directory, '1', [{ image, mediaType: imageManifestType, platform }]);
}

function start(name) {
  const work = join(root, name);
  mkdirSync(work);
  return server === 'lading' ? startRegistry({ dataDirectory: join(work, 'data') }) : distribution('registry')(work);
}

function report() {
  const median = (numbers) => numbers.sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
  const rows = directions.flatMap((direction) =>
    tools.flatMap((tool) => {
      if (!(direction in tool)) return [];
      const { name } = tool;
      const own = turns.filter((turn) => turn.direction === direction && turn.tool === name);
      const of = (key) => median(own.map((turn) => turn[key]));
      return {
        direction,
        tool: name,
        seconds: of('seconds'),
        cpuSeconds: of('cpuSeconds'),
        mebibytes: of('mebibytes'),
      };
    }),
  );
  console.log(`${size} MiB in ${layers} layers, between two ${server} registries; medians of ${rounds} rounds\n`);
  console.table(rows);
  if (json !== undefined)
    writeFileSync(json, `${JSON.stringify({ server, size, layers, rounds, rows, turns }, undefined, 2)}\n`);
}
