// Measures what copies an image fastest: this project's command, crane or skopeo, from a registry to another one, into a layout
// and back into a registry. All of them copy the same image between the same servers, in turns.
//   node bench/dist/copy.js [--server lading|distribution] [--size MEBIBYTES] [--layers N] [--rounds N] [--only TOOL]…
//     [--json FILE]
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startDistribution } from '@lading/e2e/harness/distribution';
import { makeImage } from '@lading/e2e/harness/image';
import { writeIndexLayout } from '@lading/e2e/harness/oci-layout';
import { type RegistryProcess, startRegistry } from '@lading/e2e/harness/registry-process';
import { runCommand } from '@lading/e2e/harness/run-command';
import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { measureProcess, type ProcessFigures } from './copy/measure-process.js';
import { type Direction, directions, type Place, type Tool, tools } from './copy/tools.js';
import { addGoCommands } from './go-path.js';
import { wakeMemory } from './memory.js';
import { summarise } from './report/summary.js';

interface Copy extends ProcessFigures {
  readonly direction: Direction;
  readonly tool: string;
  readonly round: number;
}

const { values } = parseArgs({
  options: {
    server: { type: 'string', default: 'lading' },
    size: { type: 'string', default: '1024' },
    layers: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', multiple: true, default: tools.map(({ name }) => name) },
    json: { type: 'string' },
  },
});
const [size, layers, rounds] = [Number(values.size), Number(values.layers), Number(values.rounds)];
addGoCommands();

const root = makeTemporaryDirectory('bench-copy');
const home = join(root, 'home');
const env = { ...process.env, HOME: home, XDG_RUNTIME_DIR: root };
mkdirSync(home);
const layout = join(root, 'layout');
const layerSizes = Array.from({ length: layers }, () => Math.ceil((size * 1024 ** 2) / layers));
writeIndexLayout(layout, '1', [{ image: makeImage('copy', layerSizes), architecture: 'amd64' }]);
const source = await start('source');
const from = `${source.host}/bench/image:1`;
await runCommand('crane', ['push', '--insecure', layout, from], { env });

const copies: Copy[] = [];
for (const direction of directions) await measureDirection(direction);
await source.stop();
report();

async function measureDirection(direction: Direction): Promise<void> {
  const able = tools.filter(({ name, commands }) => values.only.includes(name) && direction in commands);
  for (let round = 0; round <= rounds; round++)
    for (const index of able.keys()) {
      const tool = able[(round + index) % able.length];
      if (tool === undefined) continue;
      const figures = await measureCopy(direction, tool);
      // The first round warms up.
      if (round > 0) copies.push({ direction, tool: tool.name, round, ...figures });
    }
}

async function measureCopy(direction: Direction, { name, commands }: Tool): Promise<ProcessFigures> {
  // A new target each time: skopeo remembers which repository has a blob, and mounts it from there.
  const target = direction.endsWith('Registry') ? await start('target') : undefined;
  const place: Place = { layout, from, to: `${target?.host}/bench/copy:1`, folder: join(root, 'out') };
  const command = commands[direction]?.(place);
  if (command === undefined) throw new Error(`${name} does not copy ${direction}`);
  await runCommand('sync', []);
  await wakeMemory(size * 1024 ** 2);
  const figures = await measureProcess(...command, env);
  await target?.stop();
  for (const folder of [place.folder, join(root, 'target')]) rmSync(folder, { recursive: true, force: true });
  return figures;
}

function start(name: string): Promise<RegistryProcess> {
  const directory = join(root, name);
  mkdirSync(directory);
  if (values.server !== 'lading') return startDistribution('registry', { directory });
  return startRegistry({ dataDirectory: join(directory, 'data') });
}

function report(): void {
  const rows = directions.flatMap((direction) =>
    tools
      .filter(({ name, commands }) => values.only.includes(name) && direction in commands)
      .map(({ name }) => rowOf(direction, name)),
  );
  const { server, json } = values;
  console.log(`${size} MiB in ${layers} layers, between two ${server} registries; medians of ${rounds} rounds\n`);
  console.table(rows);
  if (json === undefined) return;
  const record = { server, size: values.size, layers: values.layers, rounds: values.rounds, rows, turns: copies };
  writeFileSync(json, `${JSON.stringify(record, undefined, 2)}\n`);
}

function rowOf(direction: Direction, tool: string) {
  const own = copies.filter((copy) => copy.direction === direction && copy.tool === tool);
  const middleOf = (field: keyof ProcessFigures) => summarise(own.map((copy) => copy[field])).median;
  const [seconds, cpuSeconds, mebibytes] = [middleOf('seconds'), middleOf('cpuSeconds'), middleOf('mebibytes')];
  return { direction, tool, seconds, cpuSeconds, mebibytes };
}
