import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Debian's package. */
const executablePath = '/usr/bin/chromium';

/** A browser that notes everything that a page of the registry must not do. */
export class WatchedBrowser {
  /** Requests to other servers, errors of the console, and violations of the policy of a page. */
  readonly faults: string[] = [];
  readonly #browser: Browser;
  readonly #origins: readonly string[];

  private constructor(browser: Browser, origins: readonly string[]) {
    this.#browser = browser;
    this.#origins = origins;
  }

  /** @param origins those of the registry */
  static async open(origins: readonly string[]): Promise<WatchedBrowser> {
    return new WatchedBrowser(await chromium.launch({ executablePath }), origins);
  }

  /** A person with an empty browser, whose pages are watched. */
  async newPerson(options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await this.newContext(options)).newPage();
    page.on('request', (request) => {
      if (!this.#origins.includes(new URL(request.url()).origin)) this.faults.push(`asks for ${request.url()}`);
    });
    page.on('console', (message) => {
      // A page with an error status is an error for the console too.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.faults.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.faults.push(`${page.url()}: ${error.message}`));
    return page;
  }

  /** An empty browser that may go anywhere. */
  newContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    return this.#browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}
