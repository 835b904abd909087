// Runs one load in a process of its own: `node run.js '<JSON>'` prints its figures as JSON. The clock runs from the first request
// to the last response. Preparation, such as hashing, is done before.
import { Connection } from './connection.js';
import type { Figures } from './figures.js';
import { Load } from './load.js';
import type { Task } from './task.js';

const task = JSON.parse(process.argv[2] ?? '{}') as Task;
const address = { host: '127.0.0.1', port: task.port };
const connections = await Promise.all(Array.from({ length: task.connections }, () => Connection.open(address)));
const load = new Load(task);
const cpuBefore = process.cpuUsage();
const begun = performance.now();
load.begin();
const errors: string[] = [];
await Promise.all(connections.map((connection, index) => load.run(connection, index).catch(note)));
const seconds = (performance.now() - begun) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
for (const connection of connections) connection.close();
const { requests, bytes } = load;
const figures: Figures = { requests, bytes, seconds, generatorCpu: (user + system) / 1e6, errors: errors.slice(0, 5) };
console.log(JSON.stringify(figures));
process.exit(0);

function note(error: unknown): void {
  errors.push(error instanceof Error ? error.message : String(error));
}
