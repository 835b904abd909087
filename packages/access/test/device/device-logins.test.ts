import { operator, parseDeviceScopes } from '../../src/index.js';
import { codeOf } from '../support/administration.js';
import { begun, type DeviceSetting, deviceSetting } from './device-setting.js';

let setting: DeviceSetting;
beforeEach(async () => {
  setting = await deviceSetting();
});
afterEach(() => setting.close());

describe('a device', () => {
  it('gets a personal access token of the person who approves its code, once', async () => {
    const { deviceCode, userCode, ...times } = await begun(setting);
    expect(deviceCode).toMatch(/^[\w-]{43}$/);
    expect(userCode).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(times).toEqual({ outcome: 'begun', expiresInSeconds: 900, intervalSeconds: 5 });
    expect(await setting.poll(deviceCode)).toEqual({ outcome: 'pending' });
    const found = await setting.access.devices.find(setting.as('ann'), userCode);
    expect(found).toMatchObject({ outcome: 'found', device: { device: 'laptop', address: '192.0.2.7' } });
    expect(JSON.stringify(found)).not.toMatch(/hash/i);
    expect(await setting.access.devices.approve(setting.as('ann'), userCode.toLowerCase())).toEqual(found);
    await setting.advance(5);
    const granted = await setting.poll(deviceCode);
    expect(granted).toMatchObject({
      outcome: 'granted',
      secret: expect.stringMatching(/^ldp_[0-9A-Za-z]{46}$/),
      credential: { owner: { kind: 'user', name: 'ann' }, description: 'lading login on laptop' },
    });
    await setting.advance(5);
    expect(await setting.poll(deviceCode)).toEqual({ outcome: 'unknown' });
    const { items } = await setting.store.credentials.list({ limit: 10 });
    expect(items).toHaveLength(1);
  });

  it('gets a token with the scopes that it has asked for', async () => {
    const { devices } = setting.access;
    const scopes = parseDeviceScopes('repository:team/**:pull,push');
    const answer = await devices.begin({ device: 'ci', scopes, client: { address: '192.0.2.7' } });
    if (answer.outcome !== 'begun') throw new Error(answer.outcome);
    await devices.approve(setting.as('ann'), answer.userCode);
    expect(await setting.poll(answer.deviceCode)).toMatchObject({
      outcome: 'granted',
      credential: { scopes: [{ where: ['team/**'], what: ['pull', 'push'] }] },
    });
  });

  it('[A88] is asked to slow down if it polls too fast, and learns that its request has expired', async () => {
    const { deviceCode, userCode } = await begun(setting);
    await setting.poll(deviceCode);
    expect(await setting.poll(deviceCode)).toEqual({ outcome: 'slow-down' });
    await setting.access.devices.approve(setting.as('ann'), userCode);
    await setting.advance(6);
    expect(await setting.poll(deviceCode)).toEqual({ outcome: 'slow-down' });
    await setting.advance(900);
    expect(await setting.poll(deviceCode)).toEqual({ outcome: 'expired' });
    expect(await setting.access.devices.find(setting.as('ann'), userCode)).toEqual({ outcome: 'unknown' });
  });

  it('learns that a person has denied it, and gets no token of a user who was disabled after the approval', async () => {
    const denied = await begun(setting);
    await setting.access.devices.deny(setting.as('ann', { secondsAgo: 3600 }), denied.userCode);
    expect(await setting.poll(denied.deviceCode)).toEqual({ outcome: 'denied' });
    const { users } = setting.access.administration;
    const disable = () => users.put(operator, 'ann', { isDisabled: true });
    for (const [user, end] of [
      ['ben', () => users.endSessions(operator, 'ben')],
      ['ann', disable],
    ] as const) {
      const { deviceCode, userCode } = await begun(setting);
      await setting.access.devices.approve(setting.as(user), userCode);
      await setting.advance(1);
      await end();
      expect([user, await setting.poll(deviceCode)]).toEqual([user, { outcome: 'denied' }]);
    }
    expect((await setting.store.credentials.list({ limit: 10 })).items).toEqual([]);
  });

  it('gets no token of a new user with the name of the person who approved it', async () => {
    const { deviceCode, userCode } = await begun(setting);
    await setting.access.devices.approve(setting.as('ann'), userCode);
    await setting.advance(0.1);
    const { users } = setting.access.administration;
    await users.delete(operator, 'ann');
    await users.put(operator, 'ann', {});
    expect(await setting.poll(deviceCode)).toEqual({ outcome: 'denied' });
    expect((await setting.store.credentials.list({ limit: 10 })).items).toEqual([]);
  });

  it('is refused while its network has too many requests, but devices of other networks are not', async () => {
    for (let count = 0; count < 20; count += 1) await begun(setting);
    expect(await setting.begin()).toEqual({ outcome: 'limited', retryAfterSeconds: 60 });
    await begun(setting, { address: '192.0.2.8' });
    await setting.advance(901);
    await begun(setting);
  });

  it('is unknown with a text that is not a device code', async () => {
    for (const code of ['', 'x', 'x'.repeat(43), '\0'.repeat(43)])
      expect(await setting.poll(code)).toEqual({ outcome: 'unknown' });
  });
});

describe('a person', () => {
  it('needs a recent sign-in to approve', async () => {
    const { userCode } = await begun(setting);
    const { devices } = setting.access;
    const late = setting.as('ann', { secondsAgo: 601 });
    for (const attempt of [devices.find(late, userCode), devices.approve(late, userCode)])
      expect(await codeOf(attempt)).toBe('RECENT_SIGN_IN_NEEDED');
    expect(await devices.approve(setting.as('ann'), userCode)).toMatchObject({ outcome: 'found' });
  });

  it('decides once, and nobody can change the decision', async () => {
    const { userCode } = await begun(setting);
    const { devices } = setting.access;
    await devices.approve(setting.as('ann'), userCode);
    for (const attempt of [devices.deny(setting.as('ann'), userCode), devices.approve(setting.as('ben'), userCode)])
      expect(await attempt).toEqual({ outcome: 'unknown' });
  });

  it('cannot try many codes, but other people still can', async () => {
    const { userCode } = await begun(setting);
    const { devices } = setting.access;
    const [first = ''] = 'BCDF'.split('').filter((letter) => letter !== userCode[0]);
    for (let guess = 0; guess < 10; guess += 1) {
      const code = `${first}BBBBBB${'BCDFGHJKLMNP'[guess]}`;
      expect(await devices.find(setting.as('ann'), code)).toEqual({ outcome: 'unknown' });
      if (guess < 9) expect(await devices.deny(setting.as('ann'), code)).toEqual({ outcome: 'unknown' });
    }
    for (const attempt of [devices.find, devices.approve, devices.deny])
      expect(await attempt.call(devices, setting.as('ann'), userCode)).toEqual({
        outcome: 'limited',
        retryAfterSeconds: 900,
      });
    expect(await devices.find(setting.as('ben'), userCode)).toMatchObject({ outcome: 'found' });
    await setting.advance(901);
    const later = await begun(setting);
    expect(await devices.find(setting.as('ann'), later.userCode)).toMatchObject({ outcome: 'found' });
  });

  it('cannot guess more codes by sending them at once', async () => {
    const { devices } = setting.access;
    const codes = Array.from('BCDFGHJKLMNPQRSTVWXZ', (letter) => `BBBB-BBB${letter}`);
    const outcomes = await Promise.all(codes.map((code) => devices.deny(setting.as('ann'), code)));
    expect(outcomes.filter(({ outcome }) => outcome === 'unknown')).toHaveLength(10);
    expect(outcomes.filter(({ outcome }) => outcome === 'limited')).toHaveLength(10);
  });

  it('uses up no guess with a text that cannot be a code', async () => {
    const { userCode } = await begun(setting);
    for (let guess = 0; guess < 12; guess += 1)
      expect(await setting.access.devices.find(setting.as('ann'), `AEIO-U00${guess}`)).toEqual({ outcome: 'unknown' });
    expect(await setting.access.devices.find(setting.as('ann'), userCode)).toMatchObject({ outcome: 'found' });
  });
});

describe('the audit', () => {
  it('names the person, the device and both addresses, and has no secret', async () => {
    const [approved, denied] = [await begun(setting), await begun(setting, { device: 'phone\u001b[31m' })];
    const { devices } = setting.access;
    await devices.approve(setting.as('ann'), approved.userCode);
    await devices.deny(setting.as('ben'), denied.userCode);
    await devices.find(setting.as('ben'), 'BBBB-BBBB');
    const granted = await setting.poll(approved.deviceCode);
    const entries = await setting.audit();
    const of = (action: string) => entries.find((entry) => entry.action === action);
    expect(of('device.approved')).toMatchObject({
      outcome: 'done',
      actor: { kind: 'user', name: 'ann' },
      credential: 'a session',
      address: '198.51.100.1',
      detail: { device: 'laptop', address: '192.0.2.7', userAgent: 'lading/1.0' },
    });
    expect(of('device.denied')).toMatchObject({
      actor: { name: 'ben' },
      detail: { device: 'phone\\u001b[31m', address: '192.0.2.7' },
    });
    expect(of('device.code-refused')).toMatchObject({ outcome: 'refused', actor: { name: 'ben' } });
    expect(of('credential.created')).toMatchObject({ actor: { name: 'ann' }, address: '192.0.2.7' });
    const text = JSON.stringify([entries, await setting.store.readState()]);
    const secret = granted.outcome === 'granted' ? granted.secret : '';
    for (const { deviceCode, userCode } of [approved, denied])
      for (const part of [deviceCode, userCode, userCode.replace('-', ''), secret || 'no secret'])
        expect(text).not.toContain(part);
  });
});
