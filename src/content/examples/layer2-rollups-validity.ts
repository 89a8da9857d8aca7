/** Two transfers are proven and verified; the proof fits no other claim, and a lie about cover gets none. */
import {
  createValidityTree,
  encodeStarkProof,
  encodeValidityTransfers,
  makeBatch,
  proveBatch,
  transferForgeries,
  validityAccount,
  verifyBatch,
} from 'strata';

export function main(): void {
  const accounts = createValidityTree(
    3,
    new Map([
      [1, { balance: 1_000n, nonce: 0 }],
      [2, { balance: 500n, nonce: 3 }],
    ]),
  );
  const made = makeBatch(accounts, [
    { from: 1, to: 2, amount: 400n, nonce: 0 },
    { from: 2, to: 5, amount: 900n, nonce: 3 },
  ]);
  if (!made.ok) return console.log(made.rejection.message);
  const { claim, tree } = made.value;
  const parameters = { blowUp: 8, queries: 12 };
  const proof = proveBatch(made.value, { parameters });
  if (!proof.ok) return console.log(proof.rejection.message);
  const bytes = encodeValidityTransfers(claim.transfers).length;
  console.log(
    `transfers: ${bytes} bytes, proof: ${encodeStarkProof(proof.value).length} bytes`,
  );
  console.log(
    'verified:',
    verifyBatch(claim, proof.value, { parameters }).ok,
  );
  console.log('account 5 holds', validityAccount(tree, 5).balance);

  const other = verifyBatch(
    { ...claim, newRoot: claim.oldRoot },
    proof.value,
    { parameters },
  );
  console.log(
    'for another root:',
    other.ok ? 'verified' : other.rejection.code,
  );
  for (const { name, batch } of transferForgeries()) {
    const forged = proveBatch(batch, { parameters });
    console.log(`${name}: ${forged.ok ? 'proven' : forged.rejection.code}`);
  }
}
