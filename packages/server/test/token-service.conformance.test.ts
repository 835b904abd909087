import { describeRegistry, missingFeatures, registryCases, standardFeatures } from '@lading/conformance';
import { accounts, settle, startWithAccounts } from './support/registry-with-accounts.js';

const features = [...standardFeatures, 'authentication', 'anonymous-mount', 'token-service', 'refresh-tokens'] as const;
const about = ['authentication', 'token-service', 'refresh-tokens'];
const cases = registryCases.filter(
  (each) => missingFeatures(each, features).length === 0 && each.needs?.some((need) => about.includes(need)),
);
const { username, password } = accounts.owner;

describeRegistry(
  'a registry with users, rules and tokens',
  async () => {
    const { url, stop } = await startWithAccounts(await settle(), { allowAnonymousMount: true });
    return {
      url,
      namespace: accounts.namespace,
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      accounts,
      dispose: stop,
    };
  },
  { features, cases },
);
