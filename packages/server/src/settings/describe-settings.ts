import { describeSetting, type Setting, type SettingDefinitions } from '@lading/core';

/** A table of settings in Markdown, as the README shows it. */
export function describeSettings(definitions: SettingDefinitions): string {
  const head = ['| Option | Meaning | Allowed | Default |', '| --- | --- | --- | --- |'];
  return [...head, ...Object.entries(definitions).map(describeRow)].join('\n');
}

function describeRow([name, setting]: [string, Setting]): string {
  return `| \`${name}\` | ${setting.description} | ${describeSetting(setting)} | \`${setting.default ?? 'unlimited'}\` |`;
}
