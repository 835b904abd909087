// Runs one attack in a separate process, so that it does not slow down the measurement: NAME PORT BLOB. It keeps its
// connections until it is ended.
import { connect } from 'node:net';
import { setPriority } from 'node:os';
import { attacks } from './attacks.mjs';

// The cost of the attack itself must not slow down the registry.
setPriority(19);
const [name, port, blob] = process.argv.slice(2);
const { connections, bytes } = attacks[name];
const parts = bytes({ blob });
for (let opened = 0; opened < connections; opened++) {
  const socket = connect(Number(port), '127.0.0.1');
  socket.pause().on('error', () => {});
  for (const part of parts) socket.write(part);
}
setTimeout(() => process.exit(), 60_000);
