import { HashingQueue, type HashingTurn } from '../../src/password/hashing-queue.js';

describe('HashingQueue', () => {
  it('[A116] never runs more than two tasks, and runs the others in their order', async () => {
    const queue = new HashingQueue();
    const begun: number[] = [];
    let [running, most] = [0, 0];
    const task = async (number: number) => {
      begun.push(number);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    };
    await Promise.all(Array.from({ length: 34 }, (_, number) => queue.run(() => task(number))));
    expect(most).toBe(2);
    expect(begun).toEqual(Array.from({ length: 34 }, (_, number) => number));
  });

  it('goes on after a task that fails', async () => {
    const queue = new HashingQueue();
    const fail = () => Promise.reject(new Error('broken'));
    const failed = await Promise.allSettled([1, 2, 3, 4].map(() => queue.run(fail)));
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    expect(await queue.run(async () => 'done')).toBe('done');
  });

  describe('with two tasks that run', () => {
    let queue: HashingQueue;
    let begun: string[];
    let ends: (() => void)[];
    /** Each task runs until the test ends it. */
    const begin = (name: string, turn?: HashingTurn) =>
      queue.run(() => {
        begun.push(name);
        return new Promise<void>((resolve) => ends.push(resolve));
      }, turn);
    const begins = (name: string, turn?: HashingTurn): Promise<string> =>
      begin(name, turn).then(
        () => 'done',
        (error) => error.code ?? error.message,
      );
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    const endNext = async () => {
      ends.shift()?.();
      await settle();
    };
    beforeEach(async () => {
      [queue, begun, ends] = [new HashingQueue(), [], []];
      for (const name of ['first', 'second']) void begin(name);
      await settle();
      begun.length = 0;
    });

    it('lets networks take turns', async () => {
      for (const name of ['a1', 'a2', 'a3', 'b1', 'b2']) void begin(name, { network: name.slice(0, 1) });
      for (let round = 0; round < 5; round += 1) await endNext();
      expect(begun).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
    });

    it('gives the place of a task whose client has left to another', async () => {
      const clients = Array.from({ length: 32 }, () => new AbortController());
      const waiting = clients.map(({ signal }, number) => begins(`gone ${number}`, { signal }));
      expect(await begins('one too many')).toBe('TOOMANYREQUESTS');
      for (const client of clients) client.abort(new Error('gone'));
      expect(await Promise.all(waiting)).toEqual(new Array(32).fill('gone'));
      void begin('last');
      await endNext();
      expect(begun).toEqual(['last']);
    });

    it('lets a task that has begun go on when its client leaves', async () => {
      const client = new AbortController();
      const waiting = begins('begun', { signal: client.signal });
      await endNext();
      client.abort();
      await endNext();
      await endNext();
      expect(await waiting).toBe('done');
      for (const name of ['next', 'another']) void begin(name);
      await settle();
      expect(begun).toEqual(['begun', 'next', 'another']);
    });

    it('refuses a client that has left before its turn is asked for', async () => {
      expect(await begins('late', { signal: AbortSignal.abort(new Error('gone')) })).toBe('gone');
    });

    it('takes a place from the network that has the most, for a network that has fewer', async () => {
      const flood = Array.from({ length: 32 }, (_, number) => begins(`flood ${number}`, { network: 'flood' }));
      void begin('owner', { network: 'home' });
      expect(await flood[31]).toBe('TOOMANYREQUESTS');
      expect(await begins('flood again', { network: 'flood' })).toBe('TOOMANYREQUESTS');
      for (let round = 0; round < 2; round += 1) await endNext();
      expect(begun).toEqual(['flood 0', 'owner']);
    });

    it('refuses a task if each network has one place', async () => {
      for (let number = 0; number < 32; number += 1) void begin(`${number}`, { network: `${number}` });
      expect(await begins('another', { network: 'another' })).toBe('TOOMANYREQUESTS');
    });
  });
});
