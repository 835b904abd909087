import { expectEqual } from '../harness/expect.js';
import type { BrowserSetting } from './setting.js';
import { expectPage, signIn } from './sign-in.js';

/** The session behind a proxy that ends TLS. */
export async function checkTls(setting: BrowserSetting): Promise<void> {
  const { browser, secureUrl: url } = setting;
  await setting.checks.check(
    'over TLS, the browser sends the cookie only over encrypted connections to this host',
    async () => {
      const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
      await signIn({ ...setting, url }, page, 'ada');
      const [cookie] = await page.context().cookies();
      const { name, secure, httpOnly, sameSite, path } = cookie ?? {};
      expectEqual({ name, secure, httpOnly, sameSite, path }, {
        name: '__Host-lading',
        secure: true,
        httpOnly: true,
        sameSite: 'Lax',
        path: '/',
      } as never);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await expectPage(page, url, '/login');
      expectEqual(await page.context().cookies(), []);
      await page.context().close();
    },
  );
}
