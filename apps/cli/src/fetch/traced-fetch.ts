import { type Fetch, type ResponseHeaders, visibleText, visibleUrl } from '@lading/client';

/** Header fields without secrets. Other fields are not printed. */
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

/** Prints each request and its response on standard error, without credentials, tokens and signatures. */
export function tracedFetch(fetch: Fetch): Fetch {
  let count = 0;
  return async (url, init) => {
    count += 1;
    const [number, headers, start] = [count, new Headers(init.headers), performance.now()];
    const who = headers.has('authorization') ? ['authorization: (hidden)'] : [];
    print(`> ${number} ${init.method} ${visibleUrl(new URL(url))}`, [...fields(headers, shownOfRequests), ...who]);
    try {
      const response = await fetch(url, init);
      const location = response.headers.get('location');
      const where = location === null ? [] : [`location: ${visibleLocation(location, url)}`];
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

function fields(headers: ResponseHeaders, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => (headers.has(name) ? [`${name}: ${headers.get(name)}`] : []));
}

function print(title: string, lines: readonly string[]): void {
  const text = [visibleText(title, 1000), ...lines.map((line) => `    ${visibleText(line, 1000)}`)].join('\n');
  process.stderr.write(`${text}\n`);
}

function visibleLocation(location: string, base: string): string {
  return URL.canParse(location, base) ? visibleUrl(new URL(location, base)) : 'malformed';
}
