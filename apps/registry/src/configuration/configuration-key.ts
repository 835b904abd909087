import { z } from 'zod';
import { type ConfigurationKeyName, configurationKeys } from './configuration-schema.js';
import { type KeyDocumentation, keyDocumentation } from './key-documentation.js';

/** A key's form as JSON Schema tells it: the parts that are used here. */
interface KeyForm {
  readonly type?: 'boolean' | 'integer' | 'string' | 'array';
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** One key with all that is known of it. */
export interface ConfigurationKey extends KeyDocumentation {
  /** Its name in the YAML file. */
  readonly name: ConfigurationKeyName;
  readonly form: KeyForm;
}

/** Every key, in the order of the documentation. */
export const allConfigurationKeys: readonly ConfigurationKey[] = Object.entries(configurationKeys).map(
  ([name, schema]) => {
    const documentation = keyDocumentation.get(schema);
    if (documentation === undefined) throw new Error(`the configuration key ${name} has no documentation`);
    return {
      ...documentation,
      name: name as ConfigurationKeyName,
      form: z.toJSONSchema(schema, { io: 'input' }) as KeyForm,
    };
  },
);

/** What a key allows, for a table and for an error. */
export function describeAllowed({ allowed, form, unit }: ConfigurationKey): string {
  if (allowed !== undefined) return allowed;
  if (form.enum !== undefined) return form.enum.map((word) => `\`${word}\``).join(', ');
  if (form.type === 'boolean') return '`true` or `false`';
  const range = `${form.minimum} to ${form.maximum === Number.MAX_SAFE_INTEGER ? '2⁵³−1' : form.maximum}`;
  return unit === undefined ? `a whole number, ${range}` : `a whole number of ${unit}, ${range}`;
}
