// A program that owns a PostgreSQL: it prints the URL when PostgreSQL is ready, and stops it when its input ends.
// Usage: node owner-program.mjs <directory of the package> <directory of the data>
import { once } from 'node:events';

const [packageDirectory, directory] = process.argv.slice(2);
const { startEmbeddedPostgres } = await import(`${packageDirectory}/dist/index.js`);

// Ctrl-C: a server would now finish its requests, for which it needs the database.
process.on('SIGINT', () => console.log('interrupted'));
process.stdin.resume();
const postgres = await startEmbeddedPostgres({ directory });
console.log(postgres.url);
await once(process.stdin, 'end');
await postgres.stop();
console.log('stopped');
