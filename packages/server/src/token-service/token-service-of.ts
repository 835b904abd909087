import type { TokenService } from '@lading/access';
import { checkMethods, checkOptions } from '@lading/core';
import type { TokenServiceOptions } from './token-service.options.js';

type Methods = Pick<TokenService, 'issue' | 'publicKeys'>;

/** @throws TypeError if the access cannot sign anybody in, or has no token service of its own */
export function tokenServiceOf(options: TokenServiceOptions): TokenService {
  checkOptions('TokenServiceModule', options, { access: 'object' });
  const { signIn, tokens } = options.access;
  checkMethods('TokenServiceModule: access.signIn', signIn, { signIn: 'required' });
  checkMethods<Methods>('TokenServiceModule: access.tokens', tokens as TokenService, {
    issue: 'required',
    publicKeys: 'required',
  });
  return tokens as TokenService;
}
