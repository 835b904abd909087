import { hostname } from 'node:os';
import { expectEqual } from '../harness/expect.js';
import type { BrowserSetting } from './setting.js';
import { expectPage, fillIn, headingOf, isShown } from './sign-in.js';
import { startLogin } from './waiting-login.js';

/** Approving the real `lading login`, which talks to another replica than the browser. */
export async function checkDevices(setting: BrowserSetting): Promise<void> {
  const { checks, browser, url, otherHost, password, lading, home } = setting;
  const { check } = checks;
  const page = await browser.newPerson();

  await check('a person opens the page of lading login, signs in, compares the code and approves', async () => {
    const login = await startLogin(otherHost, home);
    expectEqual(login.page, `http://${otherHost}/device?user_code=${login.code}`);
    await page.goto(`${url}/device?user_code=${login.code}`);
    await expectPage(page, url, '/login');
    await fillIn(page, 'ada', password);
    await expectPage(page, url, '/device');
    expectEqual(await page.getByLabel('Code on your device').inputValue(), login.code);
    await page.getByRole('button', { name: 'Continue' }).click();
    expectEqual(await headingOf(page), 'Let this device sign in?');
    for (const shown of [login.code, hostname(), 'Never approve a code that somebody sent to you'])
      expectEqual([shown, await isShown(page, shown)], [shown, true]);
    await page.getByRole('button', { name: 'Approve' }).click();
    expectEqual(await headingOf(page), 'The device is approved');
    const { exitCode, text } = await login.ended;
    expectEqual([exitCode, text.includes(`logged in to ${otherHost} as ada`)], [0, true]);
    expectEqual(await lading.text('whoami', otherHost), `ada at ${otherHost}\ngroups: developers`);
  });

  await check('a person sees the token of the device and deletes it, and the device is signed out', async () => {
    await page.goto(`${url}/account`);
    await page.getByRole('button', { name: /Delete the token lading login on/ }).click();
    await page.waitForLoadState();
    expectEqual(await isShown(page, 'You have no tokens.'), true);
    expectEqual((await lading.end('whoami', otherHost)).code === 0, false);
  });

  await check('a person denies a device, whose code is typed in another form', async () => {
    const login = await startLogin(otherHost, home);
    await page.goto(`${url}/device`);
    await page.getByLabel('Code on your device').fill(login.code.toLowerCase().replace('-', ' '));
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Deny' }).click();
    expectEqual(await headingOf(page), 'The device is denied');
    const { exitCode, text } = await login.ended;
    expectEqual([exitCode, text.includes('the sign-in was denied')], [4, true]);
  });
  await page.context().close();
}
