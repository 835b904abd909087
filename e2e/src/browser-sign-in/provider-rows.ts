import { expectEqual } from '../harness/expect.js';
import type { BrowserSetting } from './setting.js';
import { expectPage, headingOf, isShown } from './sign-in.js';
import { startLogin } from './waiting-login.js';

/** Signing in through an identity provider, and the messages if that fails. */
export async function checkProviders(setting: BrowserSetting): Promise<void> {
  const { checks, browser, provider, url, otherHost, home } = setting;
  const { check } = checks;
  // The provider is another server, so this browser is not watched.
  const page = await (await browser.newContext()).newPage();
  const signInByProvider = () => page.getByRole('link', { name: 'Sign in with Company account' }).click();

  await check('a person whom the registry does not admit reads why', async () => {
    provider.person = { sub: '1', preferred_username: 'olga', hired: 'no' };
    await page.goto(`${url}/login`);
    await signInByProvider();
    await expectPage(page, url, '/login');
    expectEqual(
      await page.getByRole('alert').textContent(),
      'Your account may not use this registry. Ask your administrator.',
    );
  });

  await check('a person signs in at the provider, comes back to the code of a device, and approves it', async () => {
    provider.person = { sub: '1', preferred_username: 'olga', groups: ['dev'], hired: 'yes' };
    const login = await startLogin(otherHost, home);
    await page.goto(`${url}/device?user_code=${login.code}`);
    await signInByProvider();
    await expectPage(page, url, '/device');
    expectEqual(await page.getByLabel('Code on your device').inputValue(), login.code);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Approve' }).click();
    expectEqual(await headingOf(page), 'The device is approved');
    const { exitCode, text } = await login.ended;
    expectEqual([exitCode, text.includes(`logged in to ${otherHost} as olga`)], [0, true]);
    expectEqual((await setting.lading.end('logout', otherHost)).code, 0);
  });

  await check('a person sees the groups of the provider, signs out, and learns where to sign out there', async () => {
    await page.goto(`${url}/account`);
    expectEqual(await isShown(page, 'company:dev'), true);
    expectEqual(await isShown(page, 'You have no tokens.'), true);
    await page.getByRole('button', { name: 'Sign out' }).click();
    expectEqual(await headingOf(page), 'You are signed out');
    const link = page.getByRole('link', { name: 'Sign out at the provider' });
    expectEqual((await link.getAttribute('href'))?.startsWith(`${provider.issuer}/sign-out?`), true);
    expectEqual(await page.context().cookies(), []);
  });

  await check('a person reads that the provider does not answer', async () => {
    provider.fault = 'error';
    await page.goto(`${url}/login`);
    await signInByProvider();
    await expectPage(page, url, '/login');
    expectEqual(await page.getByRole('alert').textContent(), 'The sign-in service is not responding. Try again later.');
    provider.fault = 'none';
  });
  await page.context().close();
}
