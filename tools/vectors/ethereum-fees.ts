// Ethereum's fees: the base fee of EIP-1559 and the blob fee of EIP-4844.
import { gas, wei } from '../../src/engine/foundation/units.ts';
import {
  blobBaseFee,
  blobDataFee,
  fakeExponential,
  nextExcessBlobGas,
} from '../../src/engine/layer1/data/blob-fee.ts';
import { nextBaseFee } from '../../src/engine/layer1/ledger/base-fee.ts';
import { expectSame, has, integer, number } from './format.ts';
import type { Format, VectorCase } from './format.ts';

const KINDS: Readonly<Record<string, (one: VectorCase) => void>> = {
  basefee(one) {
    const next = nextBaseFee({
      baseFee: wei(integer(one, 'parentBaseFee')),
      gasUsed: gas(integer(one, 'parentGasUsed')),
      gasTarget: gas(integer(one, 'parentGasTarget')),
    });
    expectSame('base fee', next as bigint, integer(one, 'expectedBaseFee'));
  },
  'fake-exponential'(one) {
    const value = fakeExponential(
      integer(one, 'factor'),
      integer(one, 'numerator'),
      integer(one, 'denominator'),
    );
    expectSame('exponential', value, integer(one, 'expected'));
  },
  'blob-cancun'(one) {
    const excess = gas(integer(one, 'parentExcessBlobGas'));
    const next = nextExcessBlobGas(excess, gas(integer(one, 'parentBlobGasUsed')));
    expectSame('excess blob gas', next as bigint, integer(one, 'expectedExcessBlobGas'));
    expectSame('blob base fee', blobBaseFee(excess) as bigint, integer(one, 'parentBlobBaseFee'));
    if (has(one, 'expectedDataFee')) {
      expectSame(
        'data fee',
        blobDataFee(number(one, 'blobs'), excess) as bigint,
        integer(one, 'expectedDataFee'),
      );
    }
    if (has(one, 'nextBlobBaseFee')) {
      expectSame('next blob base fee', blobBaseFee(next) as bigint, integer(one, 'nextBlobBaseFee'));
    }
  },
};

export const ethereumFees: Format = {
  name: "Ethereum's fees",
  recognises: (first) => Object.hasOwn(KINDS, String(first['kind'])),
  run(one) {
    const kind = String(one['kind']);
    if (!Object.hasOwn(KINDS, kind)) throw new Error(`unknown kind ${kind}`);
    KINDS[kind]?.(one);
    return undefined;
  },
};
