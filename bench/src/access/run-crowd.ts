// Signs in 200 times at once: `node run-crowd.js PORT ROUND` prints the figures as JSON.
import { request } from 'node:http';

const [port, round] = [Number(process.argv[2]), Number(process.argv[3])];
const size = 200;

const begun = performance.now();
const statuses = await Promise.all(Array.from({ length: size }, (_, number) => signIn(number)));
const seconds = (performance.now() - begun) / 1000;
const unexpected = statuses.filter((status) => status !== 401 && status !== 429);
if (unexpected.length > 0) throw new Error(`sign-ins got ${unexpected.join()}`);
console.log(JSON.stringify({ limited: statuses.filter((status) => status === 429).length, seconds }));

function signIn(number: number): Promise<number | undefined> {
  const auth = `nobody-${round}-${number}:wrong ${number}`;
  const localAddress = `127.0.${100 + round}.${1 + number}`;
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path: '/v2/token', auth, localAddress, agent: false },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode));
      },
    );
    asked.once('error', reject);
    asked.end();
  });
}
