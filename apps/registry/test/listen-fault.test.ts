import { ConfigurationError } from '../src/configuration/configuration-error.js';
import { explainListenError } from '../src/start/listen-fault.js';
import { StartError } from '../src/start/start-error.js';

function explain(code: string) {
  return explainListenError(Object.assign(new Error(code), { code }), { host: '10.0.0.1', port: 80, variable: 'PORT' });
}

describe('explainListenError', () => {
  it.each([
    ['EACCES', /^PORT is 80, .+ choose a higher port, or grant CAP_NET_BIND_SERVICE$/],
    ['EADDRNOTAVAIL', /^HOST is 10\.0\.0\.1, which is not an address of this machine/],
    ['EINVAL', /^HOST is 10\.0\.0\.1, which needs the zone of a network interface: add it, such as fe80::1%eth0/],
    ['ENOTFOUND', /^HOST is "10\.0\.0\.1", which is not a known host/],
  ])('names the key that has to be changed after %s', (code, text) => {
    expect(explain(code)).toBeInstanceOf(ConfigurationError);
    expect(explain(code)?.message).toMatch(text);
  });

  it.each(['EADDRINUSE', 'EAI_AGAIN'])('treats %s as temporary', (code) => {
    expect(explain(code)).toBeInstanceOf(StartError);
  });

  it('does not explain any other error', () => {
    expect(explain('ECONNRESET')).toBeUndefined();
  });
});
