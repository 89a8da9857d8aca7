// The trusted setup that KZG cases are checked with: an input in a file of its own beside them, and a case in itself.
import { hexToBytes } from '../../src/engine/foundation/bytes.ts';
import type { Result } from '../../src/engine/foundation/result.ts';
import { readTrustedSetup } from '../../src/engine/layer1/data/kzg-setup.ts';
import type { TrustedSetup } from '../../src/engine/layer1/data/kzg-setup.ts';
import { has, list } from './format.ts';
import type { Format, Inputs, VectorCase } from './format.ts';

const FIELDS = ['g1_lagrange', 'g1_monomial', 'g2_monomial'] as const;
const read = new WeakMap<VectorCase, Result<TrustedSetup>>();

/** The setup of a case, read once, since its thousands of points take seconds. */
function readCase(one: VectorCase): TrustedSetup {
  let result = read.get(one);
  if (result === undefined) read.set(one, (result = decodeCase(one)));
  if (!result.ok) throw new Error(`${result.rejection.code}: ${result.rejection.message}`);
  return result.value;
}

function decodeCase(one: VectorCase): Result<TrustedSetup> {
  const [lagrange, powers, powers2] = FIELDS.map((name) =>
    list(one, name).map((hex) => hexToBytes(String(hex))),
  );
  return readTrustedSetup({ lagrange: lagrange ?? [], powers: powers ?? [], powers2: powers2 ?? [] });
}

/** The setup among a folder's files, or undefined when it is not there. */
export function setupAmong(inputs: Inputs): TrustedSetup | undefined {
  const found = inputs.find(...FIELDS);
  return found === undefined ? undefined : readCase(found);
}

/** Why cases are skipped without it. */
export const NO_SETUP = 'the trusted setup that these cases need is not in the folder';

export const kzgSetup: Format = {
  name: 'KZG trusted setup',
  recognises: (first) => has(first, ...FIELDS),
  run(one, inputs) {
    // The same object as the one that the other files use, where there is one, so that it is read once.
    const found = inputs.find(...FIELDS);
    readCase(found !== undefined && JSON.stringify(found) === JSON.stringify(one) ? found : one);
    return undefined;
  },
};
