import type { Adapter, Payload } from 'oidc-provider';

interface Entry {
  readonly payload: Payload;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The storage of one server: oidc-provider's own is shared by the whole process. */
export function createAdapter(): (model: string) => Adapter {
  const entries = new Map<string, Entry>();

  function live(key: string): Payload | undefined {
    const entry = entries.get(key);
    return entry !== undefined && Date.now() < entry.expiresAt ? entry.payload : undefined;
  }

  return (model) => ({
    upsert(id, payload, expiresIn = Infinity) {
      entries.set(`${model}:${id}`, { payload, expiresAt: Date.now() + expiresIn * 1000 });
      return Promise.resolve();
    },
    find: (id) => Promise.resolve(live(`${model}:${id}`)),
    findByUid(uid) {
      const found = [...entries].find(
        ([key, { payload }]) => key.startsWith(`${model}:`) && payload.uid === uid,
      );
      return Promise.resolve(found === undefined ? undefined : live(found[0]));
    },
    // The device flow is off.
    findByUserCode: () => Promise.resolve(undefined),
    consume(id) {
      const payload = live(`${model}:${id}`);
      if (payload !== undefined) {
        payload.consumed = Math.floor(Date.now() / 1000);
      }
      return Promise.resolve();
    },
    destroy(id) {
      entries.delete(`${model}:${id}`);
      return Promise.resolve();
    },
    revokeByGrantId(grantId) {
      for (const [key, { payload }] of entries) {
        if (payload.grantId === grantId) {
          entries.delete(key);
        }
      }
      return Promise.resolve();
    },
  });
}
