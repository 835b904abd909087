import { expectEqual } from '../harness/expect.js';
import { startOtherSite } from './other-site.js';
import type { BrowserSetting } from './setting.js';
import { expectPage, fillIn, signIn } from './sign-in.js';

const foreignTargets = [
  '//localhost:9/',
  '/\\localhost:9/',
  'http://localhost:9/',
  '/\t/localhost:9/',
  '/.//localhost:9/',
];

/** Pages of other sites, and links to the registry, that try to act for a person. */
export async function checkForgery(setting: BrowserSetting): Promise<void> {
  const { checks, browser, url, password } = setting;
  const { check } = checks;
  const site = await startOtherSite(url);

  for (const [title, address] of Object.entries({ 'another site': site.crossSite, 'another port': site.sameSite }))
    await check(`[A107] forms of ${title} change nothing for a person who is signed in`, async () => {
      const page = await (await browser.newContext()).newPage();
      await signIn(setting, page, 'eve');
      for (const path of ['/account', '/logout', '/device', '/login']) {
        await page.goto(address);
        const answer = page.waitForResponse((response) => response.request().method() === 'POST');
        await page.getByRole('button', { name: path, exact: true }).click();
        expectEqual([path, (await answer).status()], [path, 403]);
      }
      await page.goto(`${url}/account`);
      await expectPage(page, url, '/account');
      await page.context().close();
    });

  await check('a page of another site cannot show the registry in a frame', async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(site.sameSite);
    const [frame] = page.frames().filter((each) => each !== page.mainFrame());
    expectEqual(frame?.url(), 'chrome-error://chromewebdata/');
    await page.context().close();
  });

  await check('[A87] a sign-in ends on a page of the registry, whatever its link says', async () => {
    const page = await browser.newPerson();
    for (const target of foreignTargets) {
      await page.goto(`${url}/login?${new URLSearchParams({ redirect_to: target })}`);
      await fillIn(page, 'eve', password);
      await expectPage(page, url, '/account');
    }
    await page.goto(`${url}/login?${new URLSearchParams({ redirect_to: '/device' })}`);
    await fillIn(page, 'eve', password);
    await expectPage(page, url, '/device');
    await page.context().close();
  });
  site.close();
}
