import type { StoreMode } from '#store/store.ts';
import type { Config, Secrets } from './config.ts';

/** Where the configuration puts the data, with what it takes to get in. */
export function storeMode({ store }: Config, secrets: Secrets): StoreMode {
  const databaseUrl = secrets.databaseUrl ?? '';
  switch (store.kind) {
    case 'embedded':
      return { kind: 'embedded', dir: store.dir };
    case 'postgres':
      return { kind: 'postgres', url: databaseUrl };
    case 'supabase':
      return { kind: 'supabase', url: store.url, key: secrets.supabaseKey ?? '', databaseUrl };
    default:
      return store satisfies never;
  }
}
