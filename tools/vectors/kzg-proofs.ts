// KZG point proofs and cell proofs: true, false, or null where the input itself has to be refused.
import { hexToBytes } from '../../src/engine/foundation/bytes.ts';
import type { Result } from '../../src/engine/foundation/result.ts';
import { verifyPoint } from '../../src/engine/layer1/data/kzg.ts';
import { verifyCells } from '../../src/engine/layer1/data/kzg-cells.ts';
import { expectSame, has, list, text } from './format.ts';
import type { Format, VectorCase } from './format.ts';
import { NO_SETUP, setupAmong } from './kzg-setup.ts';

/** What a case says of a verdict: a proof that is wrong is false, and anything else that is refused is null. */
function verdictOf(result: Result<void>): boolean | null {
  if (result.ok) return true;
  return result.rejection.code === 'wrong-proof' ? false : null;
}

const expectVerdict = (result: Result<void>, one: VectorCase): void => {
  const output = one['output'];
  if (output !== true && output !== false && output !== null) throw new Error('the case has no output');
  const why = result.ok ? '' : ` (${result.rejection.code}: ${result.rejection.message})`;
  expectSame(`verdict${why}`, verdictOf(result), output);
};

const bytesOf = (one: VectorCase, name: string): Uint8Array => hexToBytes(text(one, name));
const bytesList = (one: VectorCase, name: string): readonly Uint8Array[] =>
  list(one, name).map((hex) => hexToBytes(String(hex)));

export const kzgPointProofs: Format = {
  name: 'KZG point proofs',
  recognises: (first) => has(first, 'commitment', 'z', 'y', 'proof', 'output'),
  run(one, inputs) {
    const setup = setupAmong(inputs);
    if (setup === undefined) return NO_SETUP;
    const claim = {
      commitment: bytesOf(one, 'commitment'),
      z: bytesOf(one, 'z'),
      y: bytesOf(one, 'y'),
      proof: bytesOf(one, 'proof'),
    };
    expectVerdict(verifyPoint(claim, setup), one);
    return undefined;
  },
};

export const kzgCellProofs: Format = {
  name: 'KZG cell proofs',
  recognises: (first) => has(first, 'commitments', 'cell_indices', 'cells', 'proofs', 'output'),
  run(one, inputs) {
    const setup = setupAmong(inputs);
    if (setup === undefined) return NO_SETUP;
    const claims = {
      commitments: bytesList(one, 'commitments'),
      indices: list(one, 'cell_indices').map(Number),
      cells: bytesList(one, 'cells'),
      proofs: bytesList(one, 'proofs'),
    };
    expectVerdict(verifyCells(claims, setup), one);
    return undefined;
  },
};
