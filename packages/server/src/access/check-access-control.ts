import {
  type AccessControl,
  type Authenticator,
  type Authorizer,
  checkMethods,
  checkOptions,
  type MethodRules,
  type OptionRules,
} from '@lading/core';

const rules = {
  authenticators: 'array',
  authorizer: 'object',
  timeoutSeconds: 'positive number?',
  onRefusal: 'function?',
} as const satisfies OptionRules<AccessControl>;

const authenticatorMethods = {
  authenticate: 'required',
  challenge: 'optional',
} as const satisfies MethodRules<Authenticator>;

const authorizerMethods = {
  authorize: 'required',
  visibleRepositories: 'optional',
} as const satisfies MethodRules<Authorizer>;

/**
 * Refuses access control that lacks a method, or that has a misspelt one: a misspelt `visibleRepositories` would show all
 * repositories.
 * @throws TypeError that names the method, and suggests the correct name
 */
export function checkAccessControl(access: AccessControl): void {
  checkOptions('RegistryModule: access', access, rules);
  for (const [index, authenticator] of access.authenticators.entries())
    checkMethods(`RegistryModule: access.authenticators[${index}]`, authenticator, authenticatorMethods);
  checkMethods('RegistryModule: access.authorizer', access.authorizer, authorizerMethods);
}
