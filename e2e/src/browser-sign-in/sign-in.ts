import type { Page } from 'playwright-core';
import { expectEqual } from '../harness/expect.js';
import type { BrowserSetting } from './setting.js';

export const users = ['ada', 'bea', 'eve'] as const;

/** Fills in the form to sign in, on the page that is open. */
export async function fillIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Signs somebody in. The account page is open then. */
export async function signIn({ url, password }: BrowserSetting, page: Page, name: string): Promise<void> {
  await page.goto(`${url}/login`);
  await fillIn(page, name, password);
  await expectPage(page, url, '/account');
}

export async function expectPage(page: Page, url: string, path: string): Promise<void> {
  await page.waitForLoadState();
  const { origin, pathname } = new URL(page.url());
  expectEqual(`${origin}${pathname}`, `${url}${path}`);
}

/** The heading of the page that is open. */
export async function headingOf(page: Page): Promise<string> {
  return (await page.getByRole('heading', { level: 1 }).textContent()) ?? '';
}

export async function isShown(page: Page, text: string): Promise<boolean> {
  return (await page.getByText(text).count()) > 0;
}
