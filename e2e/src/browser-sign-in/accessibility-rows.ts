import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expectEqual, expectNone } from '../harness/expect.js';
import type { BrowserSetting } from './setting.js';
import { fillIn, signIn } from './sign-in.js';
import { startLogin } from './waiting-login.js';

const themes = ['light', 'dark'] as const;
const widths = [1280, 320];
const serious: readonly unknown[] = ['serious', 'critical'];

/** Each page in each state, as a person comes to it. */
async function states(setting: BrowserSetting): Promise<Readonly<Record<string, (page: Page) => Promise<unknown>>>> {
  const { url, otherHost, home } = setting;
  const { code } = await startLogin(otherHost, home);
  const open = (path: string) => (page: Page) => page.goto(`${url}${path}`);
  return {
    '/account': open('/account'),
    '/device': open('/device'),
    '/device with a wrong code': async (page) => {
      await page.goto(`${url}/device?user_code=XXXXXXXX`);
      await page.getByRole('button', { name: 'Continue' }).click();
    },
    '/device before the approval': async (page) => {
      await page.goto(`${url}/device?user_code=${code}`);
      await page.getByRole('button', { name: 'Continue' }).click();
    },
    'a code that was approved elsewhere': async (page) => {
      await page.goto(`${url}/device?user_code=${code}`);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.evaluate("document.querySelector('[name=user_code]').value = 'ZZZZZZZZ'");
      await page.getByRole('button', { name: 'Deny' }).click();
    },
    'an error': async (page) => {
      await page.goto(`${url}/account`);
      await page.evaluate("document.querySelector('[value=end-session]').value = 'nothing'");
      await page
        .getByRole('button', { name: /^End the session/ })
        .first()
        .click();
    },
    '/login': open('/login'),
    '/login with a message': open('/login?error=provider-unavailable'),
    '/login after a wrong password': async (page) => {
      await page.goto(`${url}/login`);
      await fillIn(page, 'bea', 'not the password');
    },
  };
}

/** Every page in both themes, wide and narrow. */
export async function checkAccessibility(setting: BrowserSetting): Promise<void> {
  const { checks, browser, url } = setting;
  const { check } = checks;
  const pages = await states(setting);
  for (const colorScheme of themes)
    for (const width of widths) {
      const page = await browser.newPerson({ colorScheme, viewport: { width, height: 800 } });
      await signIn(setting, page, 'bea');
      for (const [title, open] of Object.entries(pages))
        await check(
          `${title}, ${colorScheme}, ${width} px wide: axe finds nothing serious, and nothing is cut off`,
          async () => {
            await open(page);
            await page.waitForLoadState();
            expectNone(await findingsOf(page));
            const scrolled = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
            expectEqual(scrolled <= 0, true);
            expectEqual(await page.getByRole('heading', { level: 1 }).count(), 1);
            expectEqual((await page.title()).endsWith(' – Lading'), true);
          },
        );
      await page.goto(`${url}/account`);
      await page.getByRole('button', { name: 'End all sessions' }).click();
      await page.context().close();
    }
}

/** The serious findings of axe. Its source is evaluated by the debugger, so the policy of the page does not concern it. */
async function findingsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate<axe.AxeResults>('axe.run(document)');
  if (passes.length < 10) throw new Error(`axe has checked ${passes.length} rules only`);
  return violations
    .filter(({ impact }) => serious.includes(impact))
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
}
