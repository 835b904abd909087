import { administrationOf, as, codeOf } from '../support/administration.js';

describe('a trust rule', () => {
  it('is one of at most 1,000 for what an administrator of a part manages', async () => {
    const { administration, store, close } = await administrationOf();
    const { robots, trusts } = administration;
    const issuer = 'https://issuer.example.com';
    const ruleFor = (robot: string) => ({ issuer, audience: 'registry', claims: { sub: 'job' }, robot });
    await robots.put(as('alice'), 'builder', { namespace: 'team/**' });
    await robots.put(as('root'), 'other', { namespace: 'prod/**' });
    await store.change(async (change) => {
      for (let count = 1; count < 1000; count += 1)
        await change.trusts.insert({ ...ruleFor('builder'), maximumSeconds: 60 });
      for (let count = 1; count < 10; count += 1)
        await change.trusts.insert({ ...ruleFor('other'), maximumSeconds: 60 });
    });
    const { id } = await trusts.create(as('alice'), ruleFor('builder'));
    expect(await codeOf(trusts.create(as('alice'), ruleFor('builder')))).toBe('LIMIT');
    expect(await codeOf(trusts.replace(as('alice'), id, ruleFor('builder')))).toBe('done');
    expect(await codeOf(trusts.create(as('root'), ruleFor('builder')))).toBe('done');
    await close();
  });
});
