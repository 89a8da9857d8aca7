/** A block of three payments is committed by its root, one of them is proven, and exits are put in their order. */
import {
  createKey,
  exitableAt,
  exitPriority,
  EXIT_PERIODS,
  ms,
  paddedProof,
  plasmaLeaf,
  plasmaRoot,
  positionNumber,
  signPlasmaTransaction,
  verifyPaddedProof,
  wei,
} from 'strata';

export function main(): void {
  const [ana, ben] = [createKey('Ana'), createKey('Ben')];
  const contract = createKey('contract').address;
  const payments = [1, 2, 3].map((block) =>
    signPlasmaTransaction(
      contract,
      {
        inputs: [{ block, transaction: 0, output: 0 }],
        outputs: [{ owner: ben.address, amount: wei(100) }],
      },
      [ana],
    ),
  );
  const root = plasmaRoot(payments);
  const leaves = payments.map(plasmaLeaf);
  const proof = paddedProof(leaves, 1, 16);
  const [, leaf = root] = leaves;
  console.log('at place 1:', verifyPaddedProof(root, leaf, 1, proof, 16));
  console.log('at place 2:', verifyPaddedProof(root, leaf, 2, proof, 16));

  const day = 86_400_000;
  const position = positionNumber({
    block: 1_000,
    transaction: 1,
    output: 0,
  });
  for (const age of [0, 3, 30]) {
    const output = { committedAt: ms(0), isDeposit: false };
    const at = exitableAt(output, ms(age * day), EXIT_PERIODS);
    const rank = exitPriority(at, position);
    console.log(
      `asked on day ${age}: paid on day ${at / day}, rank ${rank}`,
    );
  }
}
