// Runs one attack in its own process, which does not slow down the measurement: NAME PORT BLOB. The connections stay open
// until the process ends.
import { connect } from 'node:net';
import { setPriority } from 'node:os';
import { attacks } from './attacks.js';

// The registry has precedence over the attack itself.
setPriority(19);
const [name, port, blob = ''] = process.argv.slice(2);
const attack = attacks.find((each) => each.name === name);
if (attack === undefined) throw new Error(`no attack is called ${name}`);
const parts = attack.bytes(blob);
for (let opened = 0; opened < attack.connections; opened++) {
  const socket = connect(Number(port), '127.0.0.1');
  socket.pause().on('error', () => {});
  for (const part of parts) socket.write(part);
}
setTimeout(() => process.exit(), 60_000);
