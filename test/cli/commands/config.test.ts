import { expect, it } from 'vitest';
import { z } from 'zod';
import { shownField } from '../../../src/cli/commands/config.js';
import { withoutSecrets } from '../../../src/cli/terminal/event-writer.js';
import { fieldsOf } from '../../../src/config/fields.js';

const schema = z.object({
  service: z.object({ key: z.string().meta({ secret: true }), unset: z.string().meta({ secret: true }) }),
  proxy: z.string(),
});

it('never shows a secret, nor one inside an address', () => {
  const settings = { service: { key: 'sk-1234567890' }, proxy: 'http://me:hush@host.example/' };
  const loaded = {
    settings: settings as never,
    origins: { 'service.key': 'environment' as const },
    ignored: [],
    unusable: [],
  };
  const shown = fieldsOf(schema).map((field) => shownField(field, loaded, withoutSecrets));
  expect(shown).toMatchObject([
    { place: 'service.key', value: '***', from: 'environment' },
    { place: 'service.unset', value: null, from: 'default' },
    { place: 'proxy', value: 'http://host.example/' },
  ]);
  expect(JSON.stringify(shown)).not.toMatch(/sk-|hush/);
});
