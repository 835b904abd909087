import { RateCheck } from '../src/http/body/minimum-rate.js';

describe('the minimum rate of a body', () => {
  let now = 0;

  /** Simulates a wait for the client, and then bytes that arrive. */
  function receive(check: RateCheck, seconds: number, bytes: number): void {
    check.wait();
    now += seconds * 1000;
    check.receive(bytes);
  }

  const slow = expect.objectContaining({ status: 408, code: 'UNSUPPORTED' });
  const rate = { bytesPerSecond: 100, windowSeconds: 10 };

  it('refuses one byte per second once the window is over', () => {
    const check = new RateCheck(rate, () => now);
    for (let second = 0; second < 10; second++) receive(check, 1, 1);
    expect(() => receive(check, 1, 1)).toThrow(slow);
  });

  it('accepts a client that sends exactly the minimum, for any time', () => {
    const check = new RateCheck(rate, () => now);
    for (let second = 0; second < 1000; second++) receive(check, 1, 100);
  });

  it('accepts pauses if enough bytes follow', () => {
    const check = new RateCheck(rate, () => now);
    for (let pause = 0; pause < 100; pause++) receive(check, 10, 1000);
  });

  it('refuses a pause longer than the window, even after a fast start', () => {
    const check = new RateCheck(rate, () => now);
    receive(check, 1, 1_000_000);
    receive(check, 9, 1);
    expect(() => receive(check, 9, 1)).toThrow(slow);
  });

  it('does not count time in which the registry is busy', () => {
    const check = new RateCheck(rate, () => now);
    for (let chunk = 0; chunk < 100; chunk++) {
      receive(check, 1, 100);
      now += 60_000;
    }
  });

  it('accepts any rate when it is 0', () => {
    const check = new RateCheck({ bytesPerSecond: 0, windowSeconds: 10 }, () => now);
    for (let chunk = 0; chunk < 100; chunk++) receive(check, 60, 1);
  });
});
