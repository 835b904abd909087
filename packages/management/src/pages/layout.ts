import { type Html, html } from './html.js';
import { styleVersion } from './style.js';

interface PageContent {
  readonly title: string;
  /** The name of the user who is signed in. */
  readonly user?: string | undefined;
  readonly content: Html;
}

/** A whole page. Links are relative, because a proxy may add a prefix to the paths. */
export function page({ title, user, content }: PageContent): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Lading</title>
<link rel="stylesheet" href="login/style.css?v=${styleVersion}">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<p>Lading registry</p>
${user !== undefined && html`<nav aria-label="Account"><a href="account">${user}</a></nav>`}
</header>
<main id="content" tabindex="-1">
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`;
}

/** A message that screen readers read at once. */
export function alert(text: string): Html {
  return html`<p class="error" role="alert">${text}</p>\n`;
}

/** A time in a readable form. It is in UTC, because the registry does not know the time zone of the person. */
export function time(at: Date): Html {
  const text = at.toISOString();
  return html`<time datetime="${text}">${text.slice(0, 16).replace('T', ' ')} UTC</time>`;
}

/** A description list, without the terms that have no value. */
export function terms(entries: Readonly<Record<string, Html | string | undefined>>): Html {
  const given = Object.entries(entries).filter(([, value]) => value !== undefined);
  return html`<dl>${given.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}
