import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { kubernetesClaims, WorkloadIssuer, type WorkloadIssuerFault } from '../../src/testing/index.js';
import { IssuerKeys } from '../../src/trust/issuer/issuer-keys.js';
import { readIssuerKeys } from '../../src/trust/issuer/read-issuer-keys.js';
import { audience, type TrustSetting, trustSetting } from './setting.js';

const open: { close(): Promise<unknown> }[] = [];
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lading-trust-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function start(settings: Parameters<typeof WorkloadIssuer.start>[0] = {}): Promise<WorkloadIssuer> {
  const issuer = await WorkloadIssuer.start(settings);
  open.push(issuer);
  return issuer;
}

async function access(...parameters: Parameters<typeof trustSetting>): Promise<TrustSetting> {
  const setting = await trustSetting(...parameters);
  open.push(setting);
  return setting;
}

async function fileWith(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const claims = { sub: 'system:serviceaccount:builds:builder' };

/** The keys of an issuer, with a clock that tests advance. */
function keysOf(issuer: WorkloadIssuer) {
  const clock = { now: 0 };
  const keys = new IssuerKeys({
    issuers: () => [{ issuer: issuer.issuer, addresses: ['127.0.0.1'] }],
    onProblem: () => undefined,
    now: () => clock.now,
  });
  const find = async () => {
    const [header = ''] = issuer.sign({}).split('.');
    const found = keys
      .published(issuer.issuer)
      .find(JSON.parse(Buffer.from(header, 'base64url').toString()), {} as never);
    return Promise.resolve(found).then(
      () => 'found',
      (error) => error.code,
    );
  };
  return { clock, find };
}

describe('the keys of an issuer', () => {
  it('are read again for an unknown key, at most every 5 s', async () => {
    const issuer = await start();
    const { clock, find } = keysOf(issuer);
    expect(await find()).toBe('found');
    issuer.rotate({ keepsOld: false });
    expect(await find()).toBe('ERR_JWKS_NO_MATCHING_KEY');
    expect(issuer.requests).toBe(2);
    clock.now += 5001;
    expect(await Promise.all([find(), find(), find()])).toEqual(['found', 'found', 'found']);
    expect(issuer.requests).toBe(4);
  });

  it('remain in use for 24 hours while the issuer is down', async () => {
    const issuer = await start();
    const { clock, find } = keysOf(issuer);
    expect(await find()).toBe('found');
    issuer.fault = 'down';
    clock.now += 23 * 3_600_000;
    expect(await find()).toBe('found');
    clock.now += 3_600_000;
    expect(await find()).toBe('UNAVAILABLE');
    issuer.fault = 'none';
    clock.now += 30_001;
    expect(await find()).toBe('found');
  });

  it.each<WorkloadIssuerFault>(['down', 'slow', 'huge', 'garbage', 'redirect', 'other-issuer', 'metadata-address'])(
    '[A96] are not read, and the sign-in fails, if the fault of the issuer is: %s',
    async (fault) => {
      const issuer = await start();
      issuer.fault = fault;
      const setting = await access(issuer, [{ claims }]);
      const token = issuer.sign({ aud: audience, ...kubernetesClaims() });
      await expect(setting.signIn(token)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      expect(setting.warnings).toContain('the keys of the token issuer cannot be read');
      const before = issuer.requests;
      await expect(setting.signIn(token)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      expect(issuer.requests).toBe(before);
    },
  );

  it('are not read from a private address unless the file allows it', async () => {
    const issuer = await start();
    await expect(readIssuerKeys({ issuer: issuer.issuer })).rejects.toMatchObject({ code: 'FORBIDDEN_ADDRESS' });
    expect(issuer.requests).toBe(0);
  });

  it('[A96] are not read from 169.254.169.254, to which the metadata points', async () => {
    const issuer = await start();
    issuer.fault = 'metadata-address';
    const trusted = { issuer: issuer.issuer, addresses: ['127.0.0.0/8', '169.254.0.0/16'] };
    await expect(readIssuerKeys(trusted)).rejects.toMatchObject({ code: 'FORBIDDEN_ADDRESS' });
  });
});

describe('an issuer of Kubernetes', () => {
  it('is asked with its own authority and a bearer token, which is read each time', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'cluster' }], {
      extensions: [
        { name: 'basicConstraints', cA: true },
        { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
      ],
    });
    const issuer = await start({ bearer: 'second', tls: { key, cert } });
    const bearerFile = await fileWith('bearer', 'first\n');
    const trusted = { issuer: issuer.issuer, ca: await fileWith('ca.pem', cert), bearerFile, addresses: ['127.0.0.1'] };
    await expect(readIssuerKeys(trusted)).rejects.toThrow('status 401');
    await fileWith('bearer', 'second\n');
    const setting = await access(issuer, [{ claims }], [trusted]);
    expect(await setting.who(issuer.sign({ aud: audience, ...kubernetesClaims() }))).toBe('robot:ci');
  });

  it('is not asked if the file names its keys', async () => {
    const issuer = await start();
    const jwks = await fileWith('jwks.json', JSON.stringify(issuer.jwks));
    const setting = await access(issuer, [{ claims }], [{ issuer: issuer.issuer, jwks }]);
    expect(await setting.who(issuer.sign({ aud: audience, ...kubernetesClaims() }))).toBe('robot:ci');
    expect(issuer.requests).toBe(0);
  });
});
