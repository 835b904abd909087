import { expectEqual } from '../harness/expect.js';
import type { BrowserSetting } from './setting.js';
import { expectPage, fillIn, headingOf, signIn } from './sign-in.js';

/** Signing in and out by name and password. */
export async function checkPasswords(setting: BrowserSetting): Promise<void> {
  const { checks, browser, url, password } = setting;
  const { check } = checks;
  const page = await browser.newPerson();

  await check('a person signs in by keyboard alone, and screen readers announce a wrong password', async () => {
    await page.goto(`${url}/account`);
    await expectPage(page, url, '/login');
    await fillIn(page, 'ada', 'not the password');
    expectEqual(await page.getByRole('alert').textContent(), 'The name or the password is wrong.');
    for (const _ of ['skip link', 'name', 'password']) await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${url}/account`);
    expectEqual(await headingOf(page), 'Your account');
  });

  await check('the cookie is for this host alone, and no script reads it', async () => {
    const [cookie, ...others] = await page.context().cookies();
    expectEqual(others, []);
    const { name, httpOnly, sameSite, path, expires, domain } = cookie ?? {};
    const expected = { name: 'lading', httpOnly: true, sameSite: 'Lax', path: '/', expires: -1, domain: '127.0.0.1' };
    expectEqual({ name, httpOnly, sameSite, path, expires, domain }, expected as never);
  });

  await check('[A109] a sign-in makes a new session, and the one before is over', async () => {
    const [before] = await page.context().cookies();
    await signIn(setting, page, 'ada');
    const [after] = await page.context().cookies();
    expectEqual(before?.value === after?.value, false);
    const { status } = await fetch(`${url}/api/v1/me`, { headers: { cookie: `lading=${before?.value}` } });
    expectEqual(status, 401);
  });

  await check('a person sees their sessions, ends one of them, and the other browser is signed out', async () => {
    const other = await browser.newPerson({ userAgent: 'The other browser' });
    await signIn(setting, other, 'ada');
    await page.reload();
    await page.getByRole('button', { name: /End the session of The other browser/ }).click();
    await page.waitForLoadState();
    expectEqual(await page.getByText('The other browser').count(), 0);
    await other.reload();
    await expectPage(other, url, '/login');
    await other.context().close();
  });

  await check('[A109] after a sign-out the session is dead on each replica', async () => {
    const [cookie] = await page.context().cookies();
    await page.goto(`${url}/account`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${url}/login`);
    expectEqual(await page.context().cookies(), []);
    for (const at of [url, `http://${setting.otherHost}`]) {
      const { status } = await fetch(`${at}/api/v1/me`, { headers: { cookie: `lading=${cookie?.value}` } });
      expectEqual(status, 401);
    }
    await page.goBack();
    await page.reload();
    await expectPage(page, url, '/login');
  });
  await page.context().close();
}
