import { visibleText } from '../terminal/visible-text.js';

type Fetch = typeof globalThis.fetch;

/** Query parameters of the protocol; the values of all others may be a signature or the state of an upload. */
const harmless = new Set(['n', 'last', 'digest', 'mount', 'from', 'tag', 'artifactType', 'ns', 'service', 'scope']);
/** Fields that carry no secrets. Of all others not even the name is printed. */
const shownOfRequests = ['accept', 'content-type', 'content-length', 'content-range', 'range', 'if-match'];
const shownOfAnswers = [
  'content-type',
  'content-length',
  'content-range',
  'range',
  'docker-content-digest',
  'oci-subject',
  'retry-after',
  'www-authenticate',
  'x-request-id',
];

/** Prints each request and its answer on standard error; credentials, tokens and signatures are left out. */
export function tracedFetch(fetch: Fetch): Fetch {
  let count = 0;
  return async (input, init) => {
    count += 1;
    const [number, headers, start] = [count, new Headers(init?.headers), performance.now()];
    const who = headers.has('authorization') ? ['authorization: (hidden)'] : [];
    print(`> ${number} ${init?.method ?? 'GET'} ${withoutSecrets(String(input))}`, [
      ...fields(headers, shownOfRequests),
      ...who,
    ]);
    try {
      const response = await fetch(input, init);
      const location = response.headers.get('location');
      const where = location === null ? [] : [`location: ${withoutSecrets(location)}`];
      const milliseconds = Math.round(performance.now() - start);
      print(`< ${number} ${response.status} after ${milliseconds} ms`, [
        ...fields(response.headers, shownOfAnswers),
        ...where,
      ]);
      return response;
    } catch (error) {
      print(`< ${number} failed after ${Math.round(performance.now() - start)} ms`, []);
      throw error;
    }
  };
}

function fields(headers: Headers, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => (headers.has(name) ? [`${name}: ${headers.get(name)}`] : []));
}

function print(title: string, lines: readonly string[]): void {
  const text = [visibleText(title, 1000), ...lines.map((line) => `    ${visibleText(line, 1000)}`)].join('\n');
  process.stderr.write(`${text}\n`);
}

/** A whole address, or a path of one. */
function withoutSecrets(address: string): string {
  const start = address.indexOf('?');
  const path = (start === -1 ? address : address.slice(0, start)).replace(/\/\/[^/@]*@/, '//');
  if (start === -1) return path;
  const parameters = [...new URLSearchParams(address.slice(start + 1))];
  return `${path}?${parameters.map(([name, value]) => `${name}=${harmless.has(name) ? value : '…'}`).join('&')}`;
}
