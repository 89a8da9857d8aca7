/** A key signs the root over four leaves, and one leaf is proven to be under it. */
import {
  createKey,
  hashHex,
  merkleProof,
  merkleRoot,
  sha256,
  sign,
  utf8,
  verify,
  verifyMerkleProof,
} from 'strata';

export function main(): void {
  const leaves = [
    'Ada pays Ben',
    'Ben pays Cem',
    'Cem pays Dee',
    'Dee pays Ada',
  ].map((text) => hashHex(sha256(utf8(text))));
  const root = merkleRoot(leaves);
  console.log('root', root);

  const { secretKey, publicKey } = createKey('Ada');
  const signature = sign(root, secretKey);
  console.log(
    'the signature holds for the root:',
    verify(signature, root, publicKey),
  );

  const [first = root, second = root] = leaves;
  const proof = merkleProof(leaves, 1);
  console.log(
    'the second leaf is in the tree:',
    verifyMerkleProof(root, second, proof),
  );
  console.log(
    'the first one stands in its place:',
    verifyMerkleProof(root, first, proof),
  );
}
