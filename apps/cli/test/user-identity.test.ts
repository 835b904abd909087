import { type Ended, run, succeed } from './harness/command.js';
import { type ManagedRegistry, openManagedRegistry, password } from './harness/managed-registry.js';

let registry: ManagedRegistry;
beforeAll(async () => {
  registry = await openManagedRegistry();
});
afterAll(() => registry.stop());

const environment = (user: string) => ({
  LADING_REGISTRY: registry.host,
  LADING_USERNAME: user,
  LADING_PASSWORD: password,
});
const admin = (args: readonly string[]): Promise<Ended> => succeed(['admin', ...args], { env: environment('root') });

describe('lading admin users', () => {
  it('creates the user of a person at an identity provider', async () => {
    const identity = ['--issuer', 'https://id.example.com', '--subject', '42'];
    const { stderr } = await admin(['users', 'create', 'grace', ...identity]);
    expect(stderr).toBe('created the user grace\n');
    await admin(['users', 'disable', 'grace']);
    expect((await admin(['users', 'show', 'grace'])).stdout).toMatch(
      /^state: disabled\npassword: none\nissuer: https:\/\/id\.example\.com\nsubject: 42$/m,
    );
    const half = ['admin', 'users', 'create', 'heidi', '--subject', '43'];
    expect(await run(half, { env: environment('root') })).toMatchObject({ code: 2 });
  });

  it('shows what a provider says without characters that change the order of others', async () => {
    await admin(['users', 'create', 'ivan', '--issuer', 'https://id.example.com', '--subject', '4\u202e2']);
    expect((await admin(['users', 'show', 'ivan'])).stdout).toMatch(/^subject: 4 2$/m);
  });
});
