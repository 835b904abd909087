import { checkOptions, nearestName, type OptionRules } from '@lading/core';

/**
 * Creates fixtures, and refuses a fixture with a missing or misspelt member. It may have other members.
 * @throws TypeError that names the member
 */
export function checkedFixtures<Fixture extends object>(
  suite: string,
  create: () => Promise<Fixture>,
  rules: OptionRules<Fixture>,
): () => Promise<Fixture> {
  if (typeof create !== 'function') throw new TypeError(`${suite}: the second argument must be a function`);
  return async () => {
    const fixture = await create();
    checkFixture(`${suite}: the fixture`, fixture, rules);
    return fixture;
  };
}

function checkFixture<Fixture extends object>(place: string, fixture: Fixture, rules: OptionRules<Fixture>): void {
  const known = Object.keys(rules);
  const isGiven = (name: string) => Reflect.get(fixture, name) !== undefined;
  if (typeof fixture !== 'object' || fixture === null) throw new TypeError(`${place} must be an object`);
  for (const name of Object.keys(fixture)) {
    const nearest = known.includes(name) ? undefined : nearestName(name, known);
    if (nearest !== undefined && !isGiven(nearest))
      throw new TypeError(`${place} has no member ${name}; did you mean ${nearest}?`);
  }
  const members = known.filter(isGiven).map((name) => [name, Reflect.get(fixture, name)]);
  checkOptions(place, Object.fromEntries(members) as Fixture, rules);
}
