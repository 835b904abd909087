import { allConfigurationKeys, type ConfigurationKey, describeAllowed } from './configuration-key.js';
import { configurationSchema } from './configuration-schema.js';

/** The table of all keys in Markdown, as the README shows it. */
export function describeConfiguration(): string {
  const head = ['| Variable | Key in the file | What for | Allowed | Default |', '| --- | --- | --- | --- | --- |'];
  return [...head, ...allConfigurationKeys.map(describeRow)].join('\n');
}

function describeRow(key: ConfigurationKey): string {
  const file = key.secret === true ? ` or \`${key.environment}_FILE\`` : '';
  const cells = [
    `\`${key.environment}\`${file}`,
    `\`${key.name}\``,
    key.description,
    describeAllowed(key),
    defaultOf(key),
  ];
  return `| ${cells.join(' | ')} |`;
}

function defaultOf({ name, otherwise, unit }: ConfigurationKey): string {
  if (otherwise !== undefined) return otherwise;
  const value: unknown = configurationSchema.shape[name].parse(undefined);
  if (value === '' || (Array.isArray(value) && value.length === 0)) return 'none';
  return unit === undefined ? `\`${value}\`` : `\`${value}\` ${unit}`;
}
