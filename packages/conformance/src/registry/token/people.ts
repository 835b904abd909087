import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { AccountName, Area, RegistryAccounts } from '../authentication/registry-accounts.js';
import { basic, tokensFrom } from '../authentication/token-client.js';
import type { RegistryContext } from '../registry-context.js';
import { RepositoryUnderTest } from '../repository-under-test.js';
import { TokenEndpoint } from './token-endpoint.js';

/** The accounts of a run, with repositories for them. */
export class People {
  private constructor(
    private readonly registry: RegistryContext,
    readonly accounts: RegistryAccounts,
    readonly endpoint: TokenEndpoint,
  ) {}

  static async of(registry: RegistryContext): Promise<People> {
    const { accounts } = registry.registry;
    assert.ok(accounts !== undefined, 'the registry under test has accounts');
    return new People(registry, accounts, await TokenEndpoint.of(registry));
  }

  /** The name of a new repository. */
  newName(area: Area): string {
    return `${this.accounts.namespace}/${area}/case-${randomUUID()}`;
  }

  /** A repository as it is for an account, which gets a token for each repository. */
  as(who: AccountName, name: string): RepositoryUnderTest {
    const { realm, service } = this.endpoint;
    const challenge = { scheme: 'bearer', parameters: { realm: realm.href, service } };
    const authorize = tokensFrom(challenge, this.accounts[who], this.registry.registry.insecure);
    return new RepositoryUnderTest(this.registry.newClient({ authorize }), name);
  }

  /** A repository for an account that sends its name and its secret with each request. */
  withPassword(who: AccountName, name: string): RepositoryUnderTest {
    return this.withAuthorization(basic(this.accounts[who]), name);
  }

  withAuthorization(authorization: string, name: string): RepositoryUnderTest {
    return new RepositoryUnderTest(this.registry.newClient({ authorization }), name);
  }

  /** A repository for somebody with a token for these scopes; of nobody if there is no account. */
  async withToken(who: AccountName | undefined, name: string, ...scopes: readonly string[]) {
    const account = who === undefined ? undefined : this.accounts[who];
    return this.withAuthorization(await this.endpoint.bearer(account, ...scopes), name);
  }

  /** A new repository with an image at the tag `v1`, which the owner has pushed. */
  async newImageIn(area: Area) {
    const name = this.newName(area);
    const image = this.registry.newImage();
    await this.as('owner', name).pushManifest(image, 'v1');
    return { name, image, digest: image.blobs[0]?.digest ?? '' };
  }
}
