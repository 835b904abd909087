export type Right = 'list' | 'pull' | 'push' | 'delete' | 'admin';

/** The first segment of the names of repositories. */
export const places = ['public', 'seen', 'hidden'] as const;
export type Place = (typeof places)[number];

/** A rule about one place, for one account or for everybody. */
export interface Rule {
  readonly effect: 'allow' | 'deny';
  readonly who: string;
  readonly place: Place;
  readonly what: readonly Right[];
}

const allow = (who: string, place: Place, ...what: Right[]): Rule => ({ effect: 'allow', who, place, what });

export const rules: readonly Rule[] = [
  allow('everybody', 'public', 'pull'),
  allow('user:lister', 'seen', 'list'),
  allow('user:puller', 'seen', 'pull'),
  allow('user:pusher', 'seen', 'pull', 'push'),
  allow('user:blind', 'seen', 'push'),
  allow('user:deleter', 'seen', 'pull', 'delete'),
  allow('user:manager', 'seen', 'admin'),
  allow('robot:builder', 'seen', 'pull', 'push'),
  ...places.flatMap((place) =>
    ['user:denied', 'user:disabled'].map((who) => allow(who, place, 'pull', 'push', 'delete')),
  ),
  ...places.map((place) => allow('user:root', place, 'admin')),
  { effect: 'deny', who: 'user:denied', place: 'hidden', what: ['list', 'pull', 'push', 'delete'] },
  { effect: 'deny', who: 'user:denied', place: 'seen', what: ['delete'] },
];

/** The rights that each right includes, as documented in docs/operations/access.md. */
const included: Readonly<Record<Right, readonly Right[]>> = {
  list: ['list'],
  pull: ['list', 'pull'],
  push: ['push'],
  delete: ['delete'],
  admin: ['list', 'pull', 'push', 'delete', 'admin'],
};

/** Whether somebody has a right in a place: a rule allows it, and no rule denies it. */
export function mayBy(who: string, place: Place, right: Right): boolean {
  const about = rules.filter(
    (rule) =>
      [who, 'everybody'].includes(rule.who) &&
      rule.place === place &&
      rule.what.some((each) => included[each].includes(right)),
  );
  return about.some(({ effect }) => effect === 'allow') && !about.some(({ effect }) => effect === 'deny');
}

/** The rights that a credential is limited to, by place. */
export type Scope = Readonly<Partial<Record<Place, readonly Right[]>>>;

export function isInScope(scope: Scope | undefined, place: Place, right: Right): boolean {
  return scope === undefined || (scope[place]?.some((each) => included[each].includes(right)) ?? false);
}
