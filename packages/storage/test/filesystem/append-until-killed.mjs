// Appends to an upload, tells its state, and then appends for ever, a little at a time, until it is killed.
import { setTimeout as pause } from 'node:timers/promises';
import { FilesystemBlobStore } from '@lading/storage';

const store = new FilesystemBlobStore({ directory: process.argv[2] });
async function* beginning() {
  yield Buffer.alloc(1_500_000, 'acknowledged ');
}
const acknowledged = await store.append(await store.begin(), beginning());
console.log(JSON.stringify(acknowledged));

async function* endless() {
  while (true) {
    yield Buffer.alloc(1_000_000, 'never acknowledged ');
    console.log('more');
    await pause(5);
  }
}
await store.append(acknowledged, endless());
