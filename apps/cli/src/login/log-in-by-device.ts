import { visibleText } from '@lading/client';
import { findDeviceFlow } from '../device/find-device-flow.js';
import { openBrowser } from '../device/open-browser.js';
import { type DeviceToken, type Invitation, requestDeviceToken } from '../device/request-device-token.js';
import { findManagement } from '../management/open-management.js';
import type { RegistryOptions } from '../options/common-options.js';
import type { Session } from '../session/session.js';

export interface BrowserOptions {
  /** False after `--no-browser`. */
  readonly browser?: boolean;
}

/**
 * Signs in with a page of the registry on which the user approves this machine.
 * @returns undefined if the registry has no such page
 */
export async function logInByDevice(
  { signal, notices }: Pick<Session, 'signal' | 'notices'>,
  address: string,
  options: RegistryOptions & BrowserOptions,
): Promise<DeviceToken | undefined> {
  const api = await findManagement(address, options, signal);
  const flow = api && (await findDeviceFlow(api));
  if (flow === undefined) return undefined;
  return requestDeviceToken(api as NonNullable<typeof api>, flow, (invitation) => {
    for (const line of linesOf(invitation)) notices.require(line);
    if (options.browser !== false) openBrowser(invitation.completePage);
  });
}

function linesOf({ userCode, completePage }: Invitation): readonly string[] {
  return [
    'Open this page in a browser, on this machine or another one:',
    `  ${visibleText(completePage.href)}`,
    `and approve the sign-in if the page shows the code ${visibleText(userCode)}. This command waits; Ctrl-C ends it.`,
  ];
}
