// BOLT 3's per-commitment secrets and their storage, and the keys that follow from them.
import {
  deriveSecretKey,
  derivePublicKey,
  pointOf,
  revocationPublicKey,
  revocationSecretKey,
} from '../../src/engine/layer2/channels/channel-keys.ts';
import {
  commitmentSecret,
  EMPTY_SECRET_STORE,
  insertSecret,
  secretAt,
} from '../../src/engine/layer2/channels/commitment-secrets.ts';
import type { Hex } from '../../src/engine/foundation/units.ts';
import { expectSame, has, integer, list, text } from './format.ts';
import type { Format, VectorCase } from './format.ts';

const hex = (one: VectorCase, name: string): Hex => text(one, name) as Hex;

/** Puts the secrets in one after the other; what went in before can be read back after each that is taken. */
function runStore(one: VectorCase): void {
  let store = EMPTY_SECRET_STORE;
  const inside: { index: bigint; secret: Hex }[] = [];
  for (const step of list(one, 'steps').map((row) => row as VectorCase)) {
    const entry = { index: integer(step, 'index'), secret: hex(step, 'secret') };
    const inserted = insertSecret(store, entry);
    expectSame(`secret ${entry.index} is taken`, inserted.ok, step['ok']);
    if (!inserted.ok) continue;
    store = inserted.value;
    inside.push(entry);
    for (const { index, secret } of inside) expectSame(`secret ${index}`, secretAt(store, index), secret);
  }
}

/** What a case's result is called, and how it follows from the case's secrets and points. */
const DERIVED: Readonly<Record<string, (one: VectorCase) => Hex>> = {
  localpubkey: (one) => derivePublicKey(hex(one, 'base_point'), hex(one, 'per_commitment_point')),
  localprivkey: (one) => deriveSecretKey(hex(one, 'base_secret'), hex(one, 'per_commitment_point')),
  revocationpubkey: (one) => revocationPublicKey(hex(one, 'base_point'), hex(one, 'per_commitment_point')),
  revocationprivkey: (one) => revocationSecretKey(hex(one, 'base_secret'), hex(one, 'per_commitment_secret')),
};

function runDerivation(one: VectorCase): string | undefined {
  expectSame('base point', pointOf(hex(one, 'base_secret')), text(one, 'base_point'));
  expectSame(
    'commitment point',
    pointOf(hex(one, 'per_commitment_secret')),
    text(one, 'per_commitment_point'),
  );
  const name = text(one, 'result');
  const derive = Object.hasOwn(DERIVED, name) ? DERIVED[name] : undefined;
  if (derive === undefined) return `the engine derives nothing called "${name}"`;
  expectSame(name, derive(one), text(one, 'expected'));
  return undefined;
}

export const bolt3SecretsKeys: Format = {
  name: 'BOLT 3 secrets and keys',
  recognises: (first) =>
    has(first, 'seed', 'index', 'output') || has(first, 'base_secret', 'per_commitment_secret', 'result'),
  run(one) {
    if (has(one, 'seed', 'index', 'output')) {
      expectSame('secret', commitmentSecret(hex(one, 'seed'), integer(one, 'index')), text(one, 'output'));
      return undefined;
    }
    if (has(one, 'steps')) {
      runStore(one);
      return undefined;
    }
    return runDerivation(one);
  },
};
